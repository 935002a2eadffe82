package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Attention of up to four query heads that share a key head, over up to 256 keys; reused. Leaves
 * for each head the sum of values by weights, not yet divided, the largest score and the sum of the
 * weights.
 */
final class DecodeCall {
  /** Keys at most. */
  static final int KEYS = 256;

  /** Bytes of one head's scores. */
  static final long LINE = KEYS * 4L;

  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  boolean half;
  MemorySegment keys = MemorySegment.NULL;
  long keysOffset;
  long keyStride;
  int keySize;
  MemorySegment values = MemorySegment.NULL;
  long valuesOffset;
  long valueStride;
  int valueSize;
  int keyCount;

  /** Query heads in use, 1 to 4. */
  int heads;

  /** Four lines of scores, then the queries from {@link #queries} on. */
  MemorySegment scratch = MemorySegment.NULL;

  long queries;
  long queryStride;
  MemorySegment result = MemorySegment.NULL;
  long resultOffset;

  /** Bytes from one head's result to the next. */
  long resultStride;

  void attend() {
    if (heads == 1) {
      if (half) {
        DecodeProducts.scores1Half(this);
      } else {
        DecodeProducts.scores1Float(this);
      }
    } else if (half) {
      DecodeProducts.scores4Half(this);
    } else {
      DecodeProducts.scores4Float(this);
    }
    for (int h = 0; h < heads; h++) {
      weigh(scratch, h * LINE, keyCount, result, resultOffset + h * resultStride + valueSize * 4L);
    }
    if (heads == 1) {
      if (half) {
        DecodeProducts.values1Half(this);
      } else {
        DecodeProducts.values1Float(this);
      }
    } else if (half) {
      DecodeProducts.values4Half(this);
    } else {
      DecodeProducts.values4Float(this);
    }
  }

  /** Turns scores into weights; leaves the largest score, and the sum of the weights after it. */
  static void weigh(
      MemorySegment scratch, long line, int count, MemorySegment result, long statistics) {
    int padded = (count + Lanes.COUNT - 1) / Lanes.COUNT * Lanes.COUNT;
    for (int i = count; i < padded; i++) {
      scratch.set(FLOAT, line + i * 4L, SoftmaxCall.UNSEEN);
    }
    FloatVector maxima = FloatVector.broadcast(Lanes.F, SoftmaxCall.UNSEEN);
    for (int i = 0; i < padded; i += Lanes.COUNT) {
      FloatVector score =
          FloatVector.fromMemorySegment(Lanes.F, scratch, line + i * 4L, Lanes.ORDER);
      maxima = maxima.blend(score, score.compare(VectorOperators.GT, maxima));
    }
    float max = maxima.reduceLanes(VectorOperators.MAX);
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int i = 0; i < padded; i += Lanes.COUNT) {
      FloatVector weight =
          VectorMath.exp(
              FloatVector.fromMemorySegment(Lanes.F, scratch, line + i * 4L, Lanes.ORDER).sub(max));
      weight.intoMemorySegment(scratch, line + i * 4L, Lanes.ORDER);
      sum = sum.add(weight);
    }
    result.set(FLOAT, statistics, max);
    result.set(FLOAT, statistics + 4, VectorMath.sum(sum));
  }

  /** {@code target += factor * source}, {@code count} elements. */
  static void addScaled(
      MemorySegment source,
      long sourceOffset,
      float factor,
      int count,
      MemorySegment target,
      long targetOffset) {
    FloatVector factors = FloatVector.broadcast(Lanes.F, factor);
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = i * 4L;
      FloatVector.fromMemorySegment(Lanes.F, source, sourceOffset + at, Lanes.ORDER)
          .mul(factors)
          .add(FloatVector.fromMemorySegment(Lanes.F, target, targetOffset + at, Lanes.ORDER))
          .intoMemorySegment(target, targetOffset + at, Lanes.ORDER);
    }
    for (; i < count; i++) {
      long at = i * 4L;
      float product = factor * source.get(FLOAT, sourceOffset + at);
      target.set(FLOAT, targetOffset + at, product + target.get(FLOAT, targetOffset + at));
    }
  }
}
