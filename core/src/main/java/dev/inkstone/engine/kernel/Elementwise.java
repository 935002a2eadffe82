package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * Element by element operations on vectors, each over {@code count} elements from byte offsets on;
 * what does not fill a vector is computed one by one.
 */
final class Elementwise {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private Elementwise() {}

  static void add(
      MemorySegment a, long aAt, MemorySegment b, long bAt, int count, MemorySegment y, long yAt) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = i * 4L;
      load(a, aAt + at).add(load(b, bAt + at)).intoMemorySegment(y, yAt + at, Lanes.ORDER);
    }
    for (; i < count; i++) {
      long at = i * 4L;
      y.set(FLOAT, yAt + at, a.get(FLOAT, aAt + at) + b.get(FLOAT, bAt + at));
    }
  }

  static void multiply(
      MemorySegment a, long aAt, MemorySegment b, long bAt, int count, MemorySegment y, long yAt) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = i * 4L;
      load(a, aAt + at).mul(load(b, bAt + at)).intoMemorySegment(y, yAt + at, Lanes.ORDER);
    }
    for (; i < count; i++) {
      long at = i * 4L;
      y.set(FLOAT, yAt + at, a.get(FLOAT, aAt + at) * b.get(FLOAT, bAt + at));
    }
  }

  static void scale(MemorySegment x, long xAt, float factor, int count, MemorySegment y, long yAt) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = i * 4L;
      load(x, xAt + at).mul(factor).intoMemorySegment(y, yAt + at, Lanes.ORDER);
    }
    for (; i < count; i++) {
      long at = i * 4L;
      y.set(FLOAT, yAt + at, x.get(FLOAT, xAt + at) * factor);
    }
  }

  static void silu(MemorySegment x, long xAt, int count, MemorySegment y, long yAt) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = i * 4L;
      VectorMath.silu(load(x, xAt + at)).intoMemorySegment(y, yAt + at, Lanes.ORDER);
    }
    for (; i < count; i++) {
      long at = i * 4L;
      y.set(FLOAT, yAt + at, VectorMath.silu(x.get(FLOAT, xAt + at)));
    }
  }

  static void gelu(MemorySegment x, long xAt, int count, MemorySegment y, long yAt) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = i * 4L;
      Gelu.of(load(x, xAt + at)).intoMemorySegment(y, yAt + at, Lanes.ORDER);
    }
    for (; i < count; i++) {
      long at = i * 4L;
      y.set(FLOAT, yAt + at, Gelu.of(x.get(FLOAT, xAt + at)));
    }
  }

  static void swiGlu(
      MemorySegment gate,
      long gateAt,
      MemorySegment up,
      long upAt,
      int count,
      MemorySegment y,
      long yAt) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = i * 4L;
      VectorMath.silu(load(gate, gateAt + at))
          .mul(load(up, upAt + at))
          .intoMemorySegment(y, yAt + at, Lanes.ORDER);
    }
    for (; i < count; i++) {
      long at = i * 4L;
      float activation = VectorMath.silu(gate.get(FLOAT, gateAt + at));
      y.set(FLOAT, yAt + at, activation * up.get(FLOAT, upAt + at));
    }
  }

  /** {@code 1 / sqrt(mean(x^2) + epsilon)} of one row. */
  static float inverseNorm(MemorySegment x, long xAt, int count, float epsilon) {
    FloatVector s0 = FloatVector.zero(Lanes.F);
    FloatVector s1 = FloatVector.zero(Lanes.F);
    FloatVector s2 = FloatVector.zero(Lanes.F);
    FloatVector s3 = FloatVector.zero(Lanes.F);
    int i = 0;
    for (; i <= count - 4 * Lanes.COUNT; i += 4 * Lanes.COUNT) {
      long at = xAt + i * 4L;
      FloatVector v0 = load(x, at);
      FloatVector v1 = load(x, at + Lanes.BYTES);
      FloatVector v2 = load(x, at + 2 * Lanes.BYTES);
      FloatVector v3 = load(x, at + 3 * Lanes.BYTES);
      s0 = v0.fma(v0, s0);
      s1 = v1.fma(v1, s1);
      s2 = v2.fma(v2, s2);
      s3 = v3.fma(v3, s3);
    }
    float sum = VectorMath.sum(s0.add(s1).add(s2.add(s3)));
    for (; i < count; i++) {
      float value = x.get(FLOAT, xAt + i * 4L);
      sum += value * value;
    }
    return (float) (1 / Math.sqrt((double) sum / count + epsilon));
  }

  /** {@code y = x * factor * gain} of one row. */
  static void scaleByGain(
      MemorySegment x, long at, float factor, MemorySegment gain, int count, MemorySegment y) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long step = i * 4L;
      load(x, at + step)
          .mul(factor)
          .mul(load(gain, step))
          .intoMemorySegment(y, at + step, Lanes.ORDER);
    }
    for (; i < count; i++) {
      long step = i * 4L;
      y.set(FLOAT, at + step, x.get(FLOAT, at + step) * factor * gain.get(FLOAT, step));
    }
  }

  private static FloatVector load(MemorySegment segment, long offset) {
    return FloatVector.fromMemorySegment(Lanes.F, segment, offset, Lanes.ORDER);
  }
}
