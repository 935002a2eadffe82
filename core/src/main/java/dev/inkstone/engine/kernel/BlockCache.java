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

  private final int codeBytes;

  /**
   * A format.
   *
   * @param codeBytes bytes of the codes of a block
   */
  BlockCache(int codeBytes) {
    this.codeBytes = codeBytes;
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

  /** Reads {@code count} lines of keys, which are one block of every position. */
  abstract void readKeys(
      MemorySegment data, long codes, long scales, int count, float[] target, int to);

  /** Reads {@code count} blocks of values. */
  abstract void readValues(
      MemorySegment data, long codes, long scales, int count, float[] target, int to);

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
    if (rows.keys) {
      int block = first / BLOCK;
      long codes = codes(rows, stretch, 0, block);
      readKeys(rows.data, codes, scales(rows, stretch, 0, block), count, target, to);
    } else {
      long codes = codes(rows, stretch, first, 0);
      int blocks = count * blocks(rows.size);
      readValues(rows.data, codes, scales(rows, stretch, first, 0), blocks, target, to);
    }
  }

  static float half(MemorySegment data, long at) {
    return Float.float16ToFloat(data.get(SHORT, at));
  }
}
