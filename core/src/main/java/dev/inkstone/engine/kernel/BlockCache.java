package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A cache format of codes with one binary16 scale for every 32 elements of a row: a number is its
 * code times the scale. A scale has a size of 65504 at most, which bounds infinities too; a block
 * with a NaN has a NaN as scale, and so is NaN. All codes of a stretch come first, then all scales.
 *
 * <pre>
 *   keys     codes [block][of a block][position]   scales [block][position]
 *   values   codes [position][block][of a block]   scales [position][block]
 * </pre>
 */
abstract sealed class BlockCache implements CacheFormat permits Q8Cache, Q4Cache {
  static final int BLOCK = 32;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final Loop SCALES =
      (data, at, count, target, to, scales) -> Vectors.scales(data, at, count, target, to);

  private final int codeBytes;
  private final Loop keys;
  private final Loop values;

  /**
   * A loop over vectors that turns what begins at {@code at} into floats.
   *
   * <p>All of them are called from one place, which so knows three classes and more, and C2
   * compiles each on its own. Two of them together are more than it inlines: the rest of their
   * vectors would be objects.
   */
  @FunctionalInterface
  interface Loop {
    /**
     * Reads {@code count} of whatever the loop reads.
     *
     * @param scales where in {@code target} the scales begin
     */
    void run(MemorySegment data, long at, int count, float[] target, int to, int scales);
  }

  /**
   * A format. Where there is no vector module, no loop is called.
   *
   * @param codeBytes bytes of the codes of a block
   * @param keys reads the codes of so many lines of keys, which are one block of every position
   * @param values reads the codes of so many blocks of values
   */
  BlockCache(int codeBytes, Loop keys, Loop values) {
    this.codeBytes = codeBytes;
    this.keys = keys;
    this.values = values;
  }

  /** The scale for the elements {@code from .. to - 1}, not yet rounded. */
  abstract float scale(float[] row, int from, int to);

  /**
   * Writes the codes of the elements {@code from .. to - 1} times {@code inverse}, and zeros after
   * them; a byte every {@code step} bytes.
   */
  abstract void writeCodes(
      float[] row, int from, int to, float inverse, MemorySegment data, long at, int step);

  /** Code {@code i} of a block. */
  abstract int code(MemorySegment data, long at, int step, int i);

  private static int blocks(int size) {
    return Math.ceilDiv(size, BLOCK);
  }

  @Override
  public long stretchBytes(int size) {
    return (long) KeyValueRows.PAGE * blocks(size) * (codeBytes + Short.BYTES);
  }

  @Override
  public int lineLength(int size) {
    return blocks(size) * BLOCK;
  }

  /** The scales of a line of keys, or of lines of values. */
  @Override
  public int spareFloats(int size) {
    return Math.max(KeyValueRows.PAGE, KeyValueRows.LINES * blocks(size));
  }

  private long codes(KeyValueRows rows, long stretch, int inPage, int block) {
    return rows.keys
        ? stretch + (long) block * codeBytes * KeyValueRows.PAGE + inPage
        : stretch + ((long) inPage * blocks(rows.size) + block) * codeBytes;
  }

  private long scales(KeyValueRows rows, long stretch, int inPage, int block) {
    int blocks = blocks(rows.size);
    int index = rows.keys ? block * KeyValueRows.PAGE + inPage : inPage * blocks + block;
    return stretch + (long) KeyValueRows.PAGE * blocks * codeBytes + index * 2L;
  }

  @Override
  public void write(float[] row, KeyValueRows rows, int position, int head) {
    long stretch = rows.stretch(position, head);
    int inPage = position % KeyValueRows.PAGE;
    int step = rows.keys ? KeyValueRows.PAGE : 1;
    for (int block = 0; block < blocks(rows.size); block++) {
      int from = block * BLOCK;
      int to = Math.min(from + BLOCK, rows.size);
      float wanted = scale(row, from, to);
      short half = Float.floatToFloat16(F16Cache.bounded(wanted));
      rows.data.set(SHORT, scales(rows, stretch, inPage, block), half);
      float scale = Float.float16ToFloat(half);
      float inverse = scale == 0 ? 0 : 1 / scale;
      writeCodes(row, from, to, inverse, rows.data, codes(rows, stretch, inPage, block), step);
    }
  }

  @Override
  public void read(KeyValueRows rows, int position, int head, float[] row) {
    long stretch = rows.stretch(position, head);
    int inPage = position % KeyValueRows.PAGE;
    int step = rows.keys ? KeyValueRows.PAGE : 1;
    for (int block = 0; block < blocks(rows.size); block++) {
      long codes = codes(rows, stretch, inPage, block);
      float scale = half(rows.data, scales(rows, stretch, inPage, block));
      int count = Math.min(BLOCK, rows.size - block * BLOCK);
      for (int i = 0; i < count; i++) {
        row[block * BLOCK + i] = code(rows.data, codes, step, i) * scale;
      }
    }
  }

  @Override
  public void readLines(
      KeyValueRows rows, long stretch, int first, int count, float[] target, int to) {
    MemorySegment data = rows.data;
    int inPage = rows.keys ? 0 : first;
    int block = rows.keys ? first / BLOCK : 0;
    long codes = codes(rows, stretch, inPage, block);
    int blocks = rows.keys ? 1 : blocks(rows.size);
    int scaled = rows.keys ? KeyValueRows.PAGE : KeyValueRows.LINES * blocks;
    int spare = to + KeyValueRows.LINES * rows.lineLength();
    run(SCALES, data, scales(rows, stretch, inPage, block), scaled, target, spare, spare);
    run(rows.keys ? keys : values, data, codes, count * blocks, target, to, spare);
  }

  private static void run(
      Loop loop, MemorySegment data, long at, int count, float[] target, int to, int scales) {
    loop.run(data, at, count, target, to, scales);
  }

  private static float half(MemorySegment data, long at) {
    return Float.float16ToFloat(data.get(SHORT, at));
  }

  /** Apart, since it is loaded only where the vector module is. */
  private static final class Vectors {
    static void scales(MemorySegment data, long at, int count, float[] target, int to) {
      for (int i = 0; i < count; i += Lanes.COUNT) {
        VectorMath.halvesOrNaN(data, at + i * 2L).intoArray(target, to + i);
      }
    }
  }
}
