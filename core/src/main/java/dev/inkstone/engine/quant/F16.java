package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;

/**
 * F16: IEEE binary16, little-endian, 2 bytes a weight.
 *
 * <pre>
 * offset size meaning
 *      0    2 weight: sign 1 bit, exponent 5, fraction 10
 * </pre>
 *
 * Decoding is exact. Encoding rounds to nearest, ties to even; from 65520 on the result is an
 * infinity, below 2<sup>-25</sup> a zero of the same sign.
 */
final class F16 extends FloatFormat {

  F16() {
    super(PanelFormat.Floats.F16, Short.BYTES);
  }

  @Override
  void read(MemorySegment source, long offset, float[] target, int index, int count) {
    for (int i = 0; i < count; i++) {
      target[index + i] = Float.float16ToFloat(source.get(Bytes.SHORT, offset + 2L * i));
    }
  }

  @Override
  void write(float[] source, int index, int count, MemorySegment target, long offset) {
    for (int i = 0; i < count; i++) {
      target.set(Bytes.SHORT, offset + 2L * i, Float.floatToFloat16(source[index + i]));
    }
  }
}
