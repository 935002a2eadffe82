package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.CodeBook;

/**
 * FP4: floating-point numbers of four bits as bitsandbytes defines them, a sign over eight
 * magnitudes in 192nds: 0, 1, 128, 192, 64, 96, 32, 48; laid out as {@link FourBitFloat} says. Code
 * 8, a negative zero, is read but not written.
 */
final class FP4 extends FourBitFloat {
  FP4() {
    super("FP4", CodeBook.table(values()), 11, 10, 13, 12, 15, 14, 9, 0, 1, 6, 7, 4, 5, 2, 3);
  }

  private static float[] values() {
    int[] magnitudes = {0, 1, 128, 192, 64, 96, 32, 48};
    float[] values = new float[16];
    for (int i = 0; i < magnitudes.length; i++) {
      values[i] = magnitudes[i] / 192f;
      values[8 + i] = i == 0 ? 0 : -values[i];
    }
    return values;
  }
}
