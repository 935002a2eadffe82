package dev.inkstone.engine.kernel;

import java.util.Arrays;

/**
 * What the codes of a format stand for: equal steps ({@code value = code - zero}) or the values of
 * a table. Immutable.
 */
public final class CodeBook {
  private static final int TABLE_SIZE = 16;

  private final int bits;
  private final int zero;
  // Bits of floats, 16 of them so that narrow codes find their values wherever they are looked up;
  // empty for steps.
  private final int[] table;

  private CodeBook(int bits, int zero, int[] table) {
    this.bits = bits;
    this.zero = zero;
    this.table = table;
  }

  /**
   * Equal steps.
   *
   * @param bits width of a code: 2, 3, 4, 5, 6 or 8
   * @param zero the code that stands for zero; 8-bit codes are signed bytes with {@code zero = 0}
   */
  public static CodeBook steps(int bits, int zero) {
    if (bits < 2 || bits > 8 || bits == 7) {
      throw new IllegalArgumentException("bits = " + bits + ", expected 2, 3, 4, 5, 6 or 8");
    }
    if (bits == 8 && zero != 0) {
      throw new IllegalArgumentException("zero = " + zero + " of signed codes, expected 0");
    }
    if (bits != 3) {
      return new CodeBook(bits, zero, new int[0]);
    }
    float[] values = new float[8];
    for (int code = 0; code < values.length; code++) {
      values[code] = code - zero;
    }
    return table(values);
  }

  /** A table of 8 values for 3-bit codes, or of 16 for 4-bit codes. */
  public static CodeBook table(float... values) {
    if (values.length != 8 && values.length != TABLE_SIZE) {
      throw new IllegalArgumentException(values.length + " values in a table, expected 8 or 16");
    }
    int[] table = new int[TABLE_SIZE];
    for (int i = 0; i < TABLE_SIZE; i++) {
      table[i] = Float.floatToRawIntBits(values[i % values.length]);
    }
    return new CodeBook(Integer.numberOfTrailingZeros(values.length), 0, table);
  }

  /** Width of a code. */
  public int bits() {
    return bits;
  }

  /** The code that stands for zero; 0 for tables. */
  public int zero() {
    return zero;
  }

  /** Whether values come from a table. */
  public boolean isTable() {
    return table.length > 0;
  }

  /** What a code stands for. */
  public float value(int code) {
    return isTable() ? Float.intBitsToFloat(table[code]) : code - zero;
  }

  /** The table's values as bits of floats, 16 of them. */
  int[] table() {
    return table;
  }

  @Override
  public String toString() {
    if (!isTable()) {
      return bits + " bits around " + zero;
    }
    float[] values = new float[1 << bits];
    for (int code = 0; code < values.length; code++) {
      values[code] = value(code);
    }
    return bits + " bits of " + Arrays.toString(values);
  }
}
