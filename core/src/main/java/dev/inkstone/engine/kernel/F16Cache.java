package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Binary16, rounded to nearest even. */
final class F16Cache extends ElementCache {
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  F16Cache() {
    super(Short.BYTES);
  }

  @Override
  void put(MemorySegment data, long at, float element) {
    data.set(SHORT, at, Float.floatToFloat16(element));
  }

  @Override
  float get(MemorySegment data, long at) {
    return Float.float16ToFloat(data.get(SHORT, at));
  }

  @Override
  void readVectors(MemorySegment data, long at, int count, float[] target, int to) {
    Vectors.read(data, at, count, target, to);
  }

  /** Apart, since it is loaded only where the vector module is. */
  private static final class Vectors {
    static void read(MemorySegment data, long at, int count, float[] target, int to) {
      for (int i = 0; i < count; i += Lanes.COUNT) {
        VectorMath.halves(data, at + i * 2L).intoArray(target, to + i);
      }
    }
  }
}
