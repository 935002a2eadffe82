package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * The two products of {@link DecodeCall} for four query heads or one, over binary16 or binary32:
 * scores of keys, and sums of values by weights.
 */
final class DecodeProducts {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  private DecodeProducts() {}

  static void scores4Half(DecodeCall call) {
    MemorySegment keys = call.keys;
    MemorySegment scratch = call.scratch;
    int count = call.keyCount;
    int size = call.keySize;
    int whole = Lanes.F.loopBound(size);
    long q0 = call.queries;
    long q1 = call.queries + call.queryStride;
    long q2 = call.queries + 2 * call.queryStride;
    long q3 = call.queries + 3 * call.queryStride;
    for (int key = 0; key < count; key++) {
      long at = call.keysOffset + key * call.keyStride;
      FloatVector s0 = FloatVector.zero(Lanes.F);
      FloatVector s1 = FloatVector.zero(Lanes.F);
      FloatVector s2 = FloatVector.zero(Lanes.F);
      FloatVector s3 = FloatVector.zero(Lanes.F);
      int i = 0;
      for (; i < whole; i += Lanes.COUNT) {
        FloatVector k = VectorMath.halves(keys, at + i * 2L);
        long step = i * 4L;
        s0 = k.fma(FloatVector.fromMemorySegment(Lanes.F, scratch, q0 + step, Lanes.ORDER), s0);
        s1 = k.fma(FloatVector.fromMemorySegment(Lanes.F, scratch, q1 + step, Lanes.ORDER), s1);
        s2 = k.fma(FloatVector.fromMemorySegment(Lanes.F, scratch, q2 + step, Lanes.ORDER), s2);
        s3 = k.fma(FloatVector.fromMemorySegment(Lanes.F, scratch, q3 + step, Lanes.ORDER), s3);
      }
      float t0 = VectorMath.sum(s0);
      float t1 = VectorMath.sum(s1);
      float t2 = VectorMath.sum(s2);
      float t3 = VectorMath.sum(s3);
      for (; i < size; i++) {
        float k = Float.float16ToFloat(keys.get(SHORT, at + i * 2L));
        t0 += k * scratch.get(FLOAT, q0 + i * 4L);
        t1 += k * scratch.get(FLOAT, q1 + i * 4L);
        t2 += k * scratch.get(FLOAT, q2 + i * 4L);
        t3 += k * scratch.get(FLOAT, q3 + i * 4L);
      }
      scratch.set(FLOAT, key * 4L, t0);
      scratch.set(FLOAT, key * 4L + DecodeCall.LINE, t1);
      scratch.set(FLOAT, key * 4L + 2 * DecodeCall.LINE, t2);
      scratch.set(FLOAT, key * 4L + 3 * DecodeCall.LINE, t3);
    }
  }

  static void scores4Float(DecodeCall call) {
    MemorySegment keys = call.keys;
    MemorySegment scratch = call.scratch;
    int count = call.keyCount;
    int size = call.keySize;
    int whole = Lanes.F.loopBound(size);
    long q0 = call.queries;
    long q1 = call.queries + call.queryStride;
    long q2 = call.queries + 2 * call.queryStride;
    long q3 = call.queries + 3 * call.queryStride;
    for (int key = 0; key < count; key++) {
      long at = call.keysOffset + key * call.keyStride;
      FloatVector s0 = FloatVector.zero(Lanes.F);
      FloatVector s1 = FloatVector.zero(Lanes.F);
      FloatVector s2 = FloatVector.zero(Lanes.F);
      FloatVector s3 = FloatVector.zero(Lanes.F);
      int i = 0;
      for (; i < whole; i += Lanes.COUNT) {
        FloatVector k = FloatVector.fromMemorySegment(Lanes.F, keys, at + i * 4L, Lanes.ORDER);
        long step = i * 4L;
        s0 = k.fma(FloatVector.fromMemorySegment(Lanes.F, scratch, q0 + step, Lanes.ORDER), s0);
        s1 = k.fma(FloatVector.fromMemorySegment(Lanes.F, scratch, q1 + step, Lanes.ORDER), s1);
        s2 = k.fma(FloatVector.fromMemorySegment(Lanes.F, scratch, q2 + step, Lanes.ORDER), s2);
        s3 = k.fma(FloatVector.fromMemorySegment(Lanes.F, scratch, q3 + step, Lanes.ORDER), s3);
      }
      float t0 = VectorMath.sum(s0);
      float t1 = VectorMath.sum(s1);
      float t2 = VectorMath.sum(s2);
      float t3 = VectorMath.sum(s3);
      for (; i < size; i++) {
        float k = keys.get(FLOAT, at + i * 4L);
        t0 += k * scratch.get(FLOAT, q0 + i * 4L);
        t1 += k * scratch.get(FLOAT, q1 + i * 4L);
        t2 += k * scratch.get(FLOAT, q2 + i * 4L);
        t3 += k * scratch.get(FLOAT, q3 + i * 4L);
      }
      scratch.set(FLOAT, key * 4L, t0);
      scratch.set(FLOAT, key * 4L + DecodeCall.LINE, t1);
      scratch.set(FLOAT, key * 4L + 2 * DecodeCall.LINE, t2);
      scratch.set(FLOAT, key * 4L + 3 * DecodeCall.LINE, t3);
    }
  }

  static void scores1Half(DecodeCall call) {
    MemorySegment keys = call.keys;
    MemorySegment scratch = call.scratch;
    int count = call.keyCount;
    int size = call.keySize;
    int whole = Lanes.F.loopBound(size);
    long q0 = call.queries;
    for (int key = 0; key < count; key++) {
      long at = call.keysOffset + key * call.keyStride;
      FloatVector s0 = FloatVector.zero(Lanes.F);
      int i = 0;
      for (; i < whole; i += Lanes.COUNT) {
        FloatVector k = VectorMath.halves(keys, at + i * 2L);
        long step = i * 4L;
        s0 = k.fma(FloatVector.fromMemorySegment(Lanes.F, scratch, q0 + step, Lanes.ORDER), s0);
      }
      float t0 = VectorMath.sum(s0);
      for (; i < size; i++) {
        float k = Float.float16ToFloat(keys.get(SHORT, at + i * 2L));
        t0 += k * scratch.get(FLOAT, q0 + i * 4L);
      }
      scratch.set(FLOAT, key * 4L, t0);
    }
  }

  static void scores1Float(DecodeCall call) {
    MemorySegment keys = call.keys;
    MemorySegment scratch = call.scratch;
    int count = call.keyCount;
    int size = call.keySize;
    int whole = Lanes.F.loopBound(size);
    long q0 = call.queries;
    for (int key = 0; key < count; key++) {
      long at = call.keysOffset + key * call.keyStride;
      FloatVector s0 = FloatVector.zero(Lanes.F);
      int i = 0;
      for (; i < whole; i += Lanes.COUNT) {
        FloatVector k = FloatVector.fromMemorySegment(Lanes.F, keys, at + i * 4L, Lanes.ORDER);
        long step = i * 4L;
        s0 = k.fma(FloatVector.fromMemorySegment(Lanes.F, scratch, q0 + step, Lanes.ORDER), s0);
      }
      float t0 = VectorMath.sum(s0);
      for (; i < size; i++) {
        float k = keys.get(FLOAT, at + i * 4L);
        t0 += k * scratch.get(FLOAT, q0 + i * 4L);
      }
      scratch.set(FLOAT, key * 4L, t0);
    }
  }

  static void values4Half(DecodeCall call) {
    MemorySegment values = call.values;
    MemorySegment scratch = call.scratch;
    MemorySegment result = call.result;
    int count = call.keyCount;
    int size = call.valueSize;
    long to = call.resultOffset;
    long to1 = call.heads > 1 ? to + call.resultStride : to;
    long to2 = call.heads > 2 ? to + 2 * call.resultStride : to;
    long to3 = call.heads > 3 ? to + 3 * call.resultStride : to;
    int i = 0;
    for (; i <= size - Lanes.COUNT; i += Lanes.COUNT) {
      FloatVector s0 = FloatVector.zero(Lanes.F);
      FloatVector s1 = FloatVector.zero(Lanes.F);
      FloatVector s2 = FloatVector.zero(Lanes.F);
      FloatVector s3 = FloatVector.zero(Lanes.F);
      long at = call.valuesOffset + i * 2L;
      for (int key = 0; key < count; key++) {
        FloatVector v = VectorMath.halves(values, at);
        s0 = v.fma(FloatVector.broadcast(Lanes.F, scratch.get(FLOAT, key * 4L)), s0);
        s1 =
            v.fma(
                FloatVector.broadcast(Lanes.F, scratch.get(FLOAT, key * 4L + DecodeCall.LINE)), s1);
        s2 =
            v.fma(
                FloatVector.broadcast(Lanes.F, scratch.get(FLOAT, key * 4L + 2 * DecodeCall.LINE)),
                s2);
        s3 =
            v.fma(
                FloatVector.broadcast(Lanes.F, scratch.get(FLOAT, key * 4L + 3 * DecodeCall.LINE)),
                s3);
        at += call.valueStride;
      }
      // A branch here sometimes boxes the sums: a head that is not there writes where the first one
      // then writes.
      s3.intoMemorySegment(result, to3 + i * 4L, Lanes.ORDER);
      s2.intoMemorySegment(result, to2 + i * 4L, Lanes.ORDER);
      s1.intoMemorySegment(result, to1 + i * 4L, Lanes.ORDER);
      s0.intoMemorySegment(result, to + i * 4L, Lanes.ORDER);
    }
    for (; i < size; i++) {
      for (int h = 0; h < call.heads; h++) {
        float sum = 0;
        for (int key = 0; key < count; key++) {
          long at = call.valuesOffset + key * call.valueStride + i * 2L;
          sum +=
              Float.float16ToFloat(values.get(SHORT, at))
                  * scratch.get(FLOAT, key * 4L + h * DecodeCall.LINE);
        }
        result.set(FLOAT, to + i * 4L + h * call.resultStride, sum);
      }
    }
  }

  static void values4Float(DecodeCall call) {
    MemorySegment values = call.values;
    MemorySegment scratch = call.scratch;
    MemorySegment result = call.result;
    int count = call.keyCount;
    int size = call.valueSize;
    long to = call.resultOffset;
    long to1 = call.heads > 1 ? to + call.resultStride : to;
    long to2 = call.heads > 2 ? to + 2 * call.resultStride : to;
    long to3 = call.heads > 3 ? to + 3 * call.resultStride : to;
    int i = 0;
    for (; i <= size - Lanes.COUNT; i += Lanes.COUNT) {
      FloatVector s0 = FloatVector.zero(Lanes.F);
      FloatVector s1 = FloatVector.zero(Lanes.F);
      FloatVector s2 = FloatVector.zero(Lanes.F);
      FloatVector s3 = FloatVector.zero(Lanes.F);
      long at = call.valuesOffset + i * 4L;
      for (int key = 0; key < count; key++) {
        FloatVector v = FloatVector.fromMemorySegment(Lanes.F, values, at, Lanes.ORDER);
        s0 = v.fma(FloatVector.broadcast(Lanes.F, scratch.get(FLOAT, key * 4L)), s0);
        s1 =
            v.fma(
                FloatVector.broadcast(Lanes.F, scratch.get(FLOAT, key * 4L + DecodeCall.LINE)), s1);
        s2 =
            v.fma(
                FloatVector.broadcast(Lanes.F, scratch.get(FLOAT, key * 4L + 2 * DecodeCall.LINE)),
                s2);
        s3 =
            v.fma(
                FloatVector.broadcast(Lanes.F, scratch.get(FLOAT, key * 4L + 3 * DecodeCall.LINE)),
                s3);
        at += call.valueStride;
      }
      // A branch here sometimes boxes the sums: a head that is not there writes where the first one
      // then writes.
      s3.intoMemorySegment(result, to3 + i * 4L, Lanes.ORDER);
      s2.intoMemorySegment(result, to2 + i * 4L, Lanes.ORDER);
      s1.intoMemorySegment(result, to1 + i * 4L, Lanes.ORDER);
      s0.intoMemorySegment(result, to + i * 4L, Lanes.ORDER);
    }
    for (; i < size; i++) {
      for (int h = 0; h < call.heads; h++) {
        float sum = 0;
        for (int key = 0; key < count; key++) {
          long at = call.valuesOffset + key * call.valueStride + i * 4L;
          sum += values.get(FLOAT, at) * scratch.get(FLOAT, key * 4L + h * DecodeCall.LINE);
        }
        result.set(FLOAT, to + i * 4L + h * call.resultStride, sum);
      }
    }
  }

  static void values1Half(DecodeCall call) {
    MemorySegment values = call.values;
    MemorySegment scratch = call.scratch;
    MemorySegment result = call.result;
    int count = call.keyCount;
    int size = call.valueSize;
    long to = call.resultOffset;
    int i = 0;
    for (; i <= size - Lanes.COUNT; i += Lanes.COUNT) {
      FloatVector s0 = FloatVector.zero(Lanes.F);
      long at = call.valuesOffset + i * 2L;
      for (int key = 0; key < count; key++) {
        FloatVector v = VectorMath.halves(values, at);
        s0 = v.fma(FloatVector.broadcast(Lanes.F, scratch.get(FLOAT, key * 4L)), s0);
        at += call.valueStride;
      }
      s0.intoMemorySegment(result, to + i * 4L, Lanes.ORDER);
    }
    for (; i < size; i++) {
      for (int h = 0; h < call.heads; h++) {
        float sum = 0;
        for (int key = 0; key < count; key++) {
          long at = call.valuesOffset + key * call.valueStride + i * 2L;
          sum +=
              Float.float16ToFloat(values.get(SHORT, at))
                  * scratch.get(FLOAT, key * 4L + h * DecodeCall.LINE);
        }
        result.set(FLOAT, to + i * 4L + h * call.resultStride, sum);
      }
    }
  }

  static void values1Float(DecodeCall call) {
    MemorySegment values = call.values;
    MemorySegment scratch = call.scratch;
    MemorySegment result = call.result;
    int count = call.keyCount;
    int size = call.valueSize;
    long to = call.resultOffset;
    int i = 0;
    for (; i <= size - Lanes.COUNT; i += Lanes.COUNT) {
      FloatVector s0 = FloatVector.zero(Lanes.F);
      long at = call.valuesOffset + i * 4L;
      for (int key = 0; key < count; key++) {
        FloatVector v = FloatVector.fromMemorySegment(Lanes.F, values, at, Lanes.ORDER);
        s0 = v.fma(FloatVector.broadcast(Lanes.F, scratch.get(FLOAT, key * 4L)), s0);
        at += call.valueStride;
      }
      s0.intoMemorySegment(result, to + i * 4L, Lanes.ORDER);
    }
    for (; i < size; i++) {
      for (int h = 0; h < call.heads; h++) {
        float sum = 0;
        for (int key = 0; key < count; key++) {
          long at = call.valuesOffset + key * call.valueStride + i * 4L;
          sum += values.get(FLOAT, at) * scratch.get(FLOAT, key * 4L + h * DecodeCall.LINE);
        }
        result.set(FLOAT, to + i * 4L + h * call.resultStride, sum);
      }
    }
  }
}
