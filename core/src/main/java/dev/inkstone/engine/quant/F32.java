package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;

/**
 * F32: IEEE binary32, little-endian, 4 bytes a weight. Decoding and encoding copy the bits.
 *
 * <pre>
 * offset size meaning
 *      0    4 weight: sign 1 bit, exponent 8, fraction 23
 * </pre>
 */
final class F32 extends FloatFormat {

  F32() {
    super(PanelFormat.Floats.F32, Float.BYTES);
  }

  @Override
  void read(MemorySegment source, long offset, float[] target, int index, int count) {
    MemorySegment.copy(source, Bytes.FLOAT, offset, target, index, count);
  }

  @Override
  void write(float[] source, int index, int count, MemorySegment target, long offset) {
    MemorySegment.copy(source, index, target, Bytes.FLOAT, offset, count);
  }
}
