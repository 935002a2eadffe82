package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.CodeBook;
import java.lang.foreign.MemorySegment;

/** What IQ4_NL and IQ4_XS share: sixteen values, closer to each other around zero. */
final class IQ4 {
  private static final int[] VALUES = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  /** The values as kernels want them. */
  static final CodeBook BOOK = book();

  /** Chooses scales and codes. */
  static final TableFit FIT = new TableFit(7, VALUES);

  private IQ4() {}

  private static CodeBook book() {
    float[] values = new float[VALUES.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = VALUES[i];
    }
    return CodeBook.table(values);
  }

  /** Decodes 32 weights from the 16 bytes at {@code codes}. */
  static void decode(MemorySegment source, long codes, float scale, float[] target, int index) {
    for (int j = 0; j < 16; j++) {
      int pair = Bytes.unsigned(source, codes + j);
      target[index + j] = scale * VALUES[pair & 15];
      target[index + 16 + j] = scale * VALUES[pair >> 4];
    }
  }

  /** Writes the codes of 32 weights to 16 bytes. */
  static void encode(float[] source, int index, float scale, MemorySegment target, long codes) {
    float inverse = Extremes.inverse(scale);
    for (int j = 0; j < 16; j++) {
      int low = FIT.nearest(inverse * source[index + j]);
      int high = FIT.nearest(inverse * source[index + 16 + j]);
      Bytes.put(target, codes + j, low | (high << 4));
    }
  }
}
