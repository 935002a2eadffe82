package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Keys or values from position 0 on, a row for each position and head: pages of a cache, or a plain
 * matrix. Mutable and reused, so that a call allocates nothing; belongs to one caller.
 *
 * <p>A page is a stretch of memory for each head, so that what a head reads lies together and a
 * cache grows by appending pages. Lines of keys there are elements, {@code [element][position]},
 * lines of values are positions, {@code [position][element]}, and how a stretch arranges its lines
 * is its format's to say: in both a product with one query is a sum of lines by weights, without
 * sums across the lanes of a vector.
 */
public final class KeyValueRows {
  /** Positions of a page: a multiple of 16 lanes, 32 lines and 48 keys of a block of prefill. */
  public static final int PAGE = 192;

  /** Lines that are read at once. */
  static final int LINES = 32;

  MemorySegment data = MemorySegment.NULL;
  CacheFormat format = CacheFormats.F32;
  int heads;
  int size;

  /** Whether these are keys. */
  boolean keys;

  private boolean paged;
  private long stretchBytes;

  private KeyValueRows(boolean keys) {
    this.keys = keys;
  }

  /** No keys yet. */
  public static KeyValueRows ofKeys() {
    return new KeyValueRows(true);
  }

  /** No values yet. */
  public static KeyValueRows ofValues() {
    return new KeyValueRows(false);
  }

  /** The matrix {@code (positions, heads * size)} of binary32, row-major. */
  public KeyValueRows plain(MemorySegment matrix, int heads, int size) {
    return set(matrix, CacheFormats.F32, heads, size, false);
  }

  /** Whole pages of a cache. */
  public KeyValueRows pages(MemorySegment pages, CacheFormat format, int heads, int size) {
    return set(pages, format, heads, size, true);
  }

  private KeyValueRows set(
      MemorySegment data, CacheFormat format, int heads, int size, boolean paged) {
    this.data = data;
    this.format = format;
    this.heads = heads;
    this.size = size;
    this.paged = paged;
    stretchBytes = format.stretchBytes(size);
    return this;
  }

  /** Bytes of the pages for {@code positions}. */
  public static long bytes(CacheFormat format, int positions, int heads, int size) {
    long pages = Math.ceilDiv(positions, PAGE);
    return Math.multiplyExact(pages, Math.multiplyExact(heads, format.stretchBytes(size)));
  }

  /** Bytes that rows of {@code positions} take. */
  long needed(int positions) {
    return paged
        ? bytes(format, positions, heads, size)
        : (long) positions * heads * size * Float.BYTES;
  }

  /** Whether this is a plain matrix. */
  boolean isPlain() {
    return !paged;
  }

  /** Where the stretch with the row of {@code position} begins. */
  long stretch(int position, int head) {
    return ((long) (position / PAGE) * heads + head) * stretchBytes;
  }

  /** Lines of a stretch. */
  int lines() {
    return keys ? size : PAGE;
  }

  /** Elements of a line. */
  int lineLength() {
    return keys ? PAGE : format.lineLength(size);
  }

  /** Floats for {@code lines} lines, and what reading and computing may reach beyond them. */
  int floatsOfLines(int lines) {
    int beyond = Math.max(16, format.spareFloats(size));
    return Math.ceilDiv(lines, LINES) * LINES * lineLength() + beyond;
  }

  /** Writes the row of a position of a cache; changes {@code row}. */
  public void write(float[] row, int position, int head) {
    rotate(row);
    format.write(row, this, position, head);
  }

  /**
   * Rotates a row if the format does, to what it is in the cache and back, or a query of such keys.
   */
  public void rotate(float[] row) {
    rotate(row, 0);
  }

  /** The same from {@code from} on. */
  void rotate(float[] row, int from) {
    if (format.rotates()) {
      Hadamard.rotate(row, from, size);
    }
  }

  /** Reads the row of a position, rotated if the format does. */
  void read(int position, int head, float[] row) {
    if (paged) {
      format.read(this, position, head, row);
    } else {
      MemorySegment.copy(data, ValueLayout.JAVA_FLOAT, plainRow(position, head), row, 0, size);
    }
  }

  /**
   * As {@link CacheFormat#readLines}, from the page that begins at position {@code page}.
   *
   * @param end positions from here on need not be read, and may not be there
   */
  void readLines(int page, int head, int first, int count, int end, float[] target, int to) {
    if (paged) {
      format.readLines(this, stretch(page, head), first, count, target, to);
    } else if (keys) {
      int positions = Math.min(PAGE, end - page);
      for (int i = 0; i < count; i++) {
        long source = plainRow(page, head) + (first + i) * 4L;
        copy(source, (long) heads * size * 4, positions, target, to + i * PAGE);
      }
    } else {
      int positions = Math.min(count, end - page - first);
      for (int i = 0; i < positions; i++) {
        copy(plainRow(page + first + i, head), 4, size, target, to + i * size);
      }
    }
  }

  /**
   * Adds lines {@code sums.firstLine} to {@code sums.endLine - 1} of a page to sums, and may change
   * which lines {@code sums} names.
   *
   * @param end as in {@link #readLines}
   */
  void addLines(int page, int head, int end, LineSums sums) {
    if (paged && format.addLines(this, stretch(page, head), sums)) {
      return;
    }
    int first = sums.firstLine;
    int last = sums.endLine;
    int weight = sums.firstWeight;
    for (int line = first / LINES * LINES; line < last; line += LINES) {
      int count = Math.min(LINES, last - line);
      readLines(page, head, line, count, end, sums.lines, 0);
      sums.firstLine = Math.max(0, first - line);
      sums.endLine = count;
      sums.firstWeight = weight + line;
      sums.add();
    }
  }

  private long plainRow(int position, int head) {
    return ((long) position * heads + head) * size * Float.BYTES;
  }

  private void copy(long source, long step, int count, float[] target, int to) {
    for (int i = 0; i < count; i++) {
      target[to + i] = data.get(ValueLayout.JAVA_FLOAT_UNALIGNED, source + i * step);
    }
  }
}
