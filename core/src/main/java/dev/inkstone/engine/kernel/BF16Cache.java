package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The upper half of binary32, rounded to nearest even; NaN stays NaN. */
final class BF16Cache extends ElementCache {
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  BF16Cache() {
    super(Short.BYTES);
  }

  @Override
  void put(MemorySegment data, long at, float element) {
    data.set(SHORT, at, upperHalf(element));
  }

  private static short upperHalf(float element) {
    int bits = Float.floatToIntBits(element); // one NaN for all: no other is carried to a number
    return (short) ((bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16);
  }

  @Override
  float get(MemorySegment data, long at) {
    return Float.intBitsToFloat(data.get(SHORT, at) << 16);
  }

  @Override
  void readVectors(MemorySegment data, long at, int count, float[] target, int to) {
    Vectors.read(data, at, count, target, to);
  }

  /** Apart, since it is loaded only where the vector module is. */
  private static final class Vectors {
    static void read(MemorySegment data, long at, int count, float[] target, int to) {
      for (int i = 0; i < count; i += Lanes.COUNT) {
        VectorMath.brains(data, at + i * 2L).intoArray(target, to + i);
      }
    }
  }
}
