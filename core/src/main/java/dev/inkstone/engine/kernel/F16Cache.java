package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Binary16, rounded to nearest even. What is larger than 65504, infinity too, becomes 65504 with
 * its sign; NaN stays NaN.
 *
 * <p>Element {@code i} of each 32 of a line is beside element {@code i + 16}, where lines have
 * multiples of 32: a load of ints then gives two vectors of neighbours, with half the loads and
 * without widening.
 */
final class F16Cache extends ElementCache {
  private static final int COUPLED = 32;
  private static final int HALF = COUPLED / 2;
  private static final float LARGEST = 65504;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  F16Cache() {
    super(Short.BYTES);
  }

  @Override
  void put(MemorySegment data, long at, float element) {
    data.set(SHORT, at, Float.floatToFloat16(bounded(element)));
  }

  /** The nearest number to {@code x} that binary16 has room for. */
  static float bounded(float x) {
    return Math.max(-LARGEST, Math.min(x, LARGEST));
  }

  @Override
  float get(MemorySegment data, long at) {
    return Float.float16ToFloat(data.get(SHORT, at));
  }

  @Override
  int slot(int index, int lineLength) {
    return areCoupled(lineLength)
        ? (index & -COUPLED) + 2 * (index % HALF) + index / HALF % 2
        : index;
  }

  private static boolean areCoupled(int lineLength) {
    return lineLength % COUPLED == 0;
  }

  @Override
  void readVectors(MemorySegment data, long at, int lineLength, int count, float[] target, int to) {
    if (areCoupled(lineLength)) {
      Vectors.readCoupled(data, at, count, target, to);
    } else {
      Vectors.read(data, at, count, target, to);
    }
  }

  /** Apart, since it is loaded only where the vector module is. */
  private static final class Vectors {
    // Of both halves of an int: adding the last bit of an exponent carries if all its bits are set.
    private static final int EXPONENTS = 0x7c00_7c00;
    private static final int LAST_BITS = 0x0400_0400;
    private static final int SIGNS = 0x8000_8000;

    static void read(MemorySegment data, long at, int count, float[] target, int to) {
      for (int i = 0; i < count; i += Lanes.COUNT) {
        VectorMath.halvesOrNaN(data, at + i * 2L).intoArray(target, to + i);
      }
    }

    static void readCoupled(MemorySegment data, long at, int count, float[] target, int to) {
      int vectors = count / (2 * Lanes.COUNT);
      int perCouple = HALF / Lanes.COUNT;
      IntVector carries = IntVector.zero(Lanes.I);
      for (int i = 0; i < vectors; i++) {
        int j = to + i / perCouple * COUPLED + i % perCouple * Lanes.COUNT;
        IntVector both =
            IntVector.fromMemorySegment(Lanes.I, data, at + (long) i * Lanes.BYTES, Lanes.ORDER);
        VectorMath.lowHalves(both).intoArray(target, j);
        VectorMath.highHalves(both).intoArray(target, j + HALF);
        carries = carries.or(both.and(EXPONENTS).add(LAST_BITS));
      }
      if (carries.and(SIGNS).compare(VectorOperators.NE, 0).anyTrue()) {
        putNaN(target, to, count);
      }
    }

    /** Where the exponent is that of NaN, which no number here has, a product is too large. */
    private static void putNaN(float[] target, int from, int count) {
      for (int i = from; i < from + count; i++) {
        target[i] = Math.abs(target[i]) > LARGEST ? Float.NaN : target[i];
      }
    }
  }
}
