package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;

/**
 * BF16: the upper half of a binary32, little-endian, 2 bytes a weight.
 *
 * <pre>
 * offset size meaning
 *      0    2 weight: sign 1 bit, exponent 8, fraction 7
 * </pre>
 *
 * Decoding is exact: the bits followed by sixteen zero bits. Encoding rounds to nearest, ties to
 * even; the largest finite floats round to an infinity. A NaN keeps its upper half and is made
 * quiet.
 */
final class BF16 extends FloatFormat {
  private static final int QUIET = 0x40;

  BF16() {
    super(PanelFormat.Floats.BF16, Short.BYTES);
  }

  @Override
  void read(MemorySegment source, long offset, float[] target, int index, int count) {
    for (int i = 0; i < count; i++) {
      target[index + i] = Float.intBitsToFloat(source.get(Bytes.SHORT, offset + 2L * i) << 16);
    }
  }

  @Override
  void write(float[] source, int index, int count, MemorySegment target, long offset) {
    for (int i = 0; i < count; i++) {
      target.set(Bytes.SHORT, offset + 2L * i, upperHalf(source[index + i]));
    }
  }

  private static short upperHalf(float weight) {
    int bits = Float.floatToRawIntBits(weight);
    if (Float.isNaN(weight)) {
      return (short) ((bits >>> 16) | QUIET);
    }
    int odd = (bits >>> 16) & 1;
    return (short) ((bits + 0x7FFF + odd) >>> 16);
  }
}
