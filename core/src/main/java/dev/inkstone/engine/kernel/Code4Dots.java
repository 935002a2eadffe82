package dev.inkstone.engine.kernel;

import static jdk.incubator.vector.IntVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Products of a panel of 4-bit codes with one token, two steps at a time; see {@link DotCall}.
 * Words are loaded right before they are used: where all of them came first, C2 moved vectors to
 * and from the stack, which took half of the speed. The loops have the same body, since C2 boxes
 * vectors that pass between methods of that size.
 */
final class Code4Dots {
  private Code4Dots() {}

  /** Blocks of 32 with a scale and no offset: Q4_0, in a tenth fewer instructions. */
  static void oneScale(DotCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    float[] sums = call.sums;
    float zero = -call.zero;
    long group = call.group;
    long groupStride = call.groupStride;
    long toHead = call.head - group;
    long low = call.low;
    int blocks = call.steps >> 1;
    IntVector first0 = IntVector.broadcast(Lanes.I, 0x0f);
    IntVector first1 = IntVector.broadcast(Lanes.I, 0x0f00);
    IntVector first2 = IntVector.broadcast(Lanes.I, 0x0f_0000);
    IntVector first3 = IntVector.broadcast(Lanes.I, 0x0f00_0000);
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int i = 0; i < blocks; i++) {
      FloatVector scale = VectorMath.halves(w, group + toHead);
      long word = group + low;
      int k = i << 5;
      float ofX = sums[2 * i] + sums[2 * i + 1];
      IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
      IntVector u0 = v0.lanewise(LSHR, 4);
      FloatVector s0 =
          ((FloatVector) v0.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(
                  FloatVector.broadcast(Lanes.F, x[k]), FloatVector.broadcast(Lanes.F, zero * ofX));
      FloatVector s1 =
          ((FloatVector) v0.and(first1).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 1]));
      FloatVector s2 =
          ((FloatVector) v0.and(first2).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 2]));
      FloatVector s3 =
          ((FloatVector) v0.and(first3).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 3]));
      s0 =
          ((FloatVector) u0.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 4]), s0);
      s1 =
          ((FloatVector) u0.and(first1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 5]), s1);
      s2 =
          ((FloatVector) u0.and(first2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 6]), s2);
      s3 =
          ((FloatVector) u0.and(first3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 7]), s3);
      IntVector v1 = fromMemorySegment(Lanes.I, w, word + Lanes.BYTES, Lanes.ORDER);
      IntVector u1 = v1.lanewise(LSHR, 4);
      s0 =
          ((FloatVector) v1.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 8]), s0);
      s1 =
          ((FloatVector) v1.and(first1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 9]), s1);
      s2 =
          ((FloatVector) v1.and(first2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 10]), s2);
      s3 =
          ((FloatVector) v1.and(first3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 11]), s3);
      s0 =
          ((FloatVector) u1.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 12]), s0);
      s1 =
          ((FloatVector) u1.and(first1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 13]), s1);
      s2 =
          ((FloatVector) u1.and(first2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 14]), s2);
      s3 =
          ((FloatVector) u1.and(first3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 15]), s3);
      IntVector v2 = fromMemorySegment(Lanes.I, w, word + 2 * Lanes.BYTES, Lanes.ORDER);
      IntVector u2 = v2.lanewise(LSHR, 4);
      s0 =
          ((FloatVector) v2.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 16]), s0);
      s1 =
          ((FloatVector) v2.and(first1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 17]), s1);
      s2 =
          ((FloatVector) v2.and(first2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 18]), s2);
      s3 =
          ((FloatVector) v2.and(first3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 19]), s3);
      s0 =
          ((FloatVector) u2.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 20]), s0);
      s1 =
          ((FloatVector) u2.and(first1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 21]), s1);
      s2 =
          ((FloatVector) u2.and(first2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 22]), s2);
      s3 =
          ((FloatVector) u2.and(first3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 23]), s3);
      IntVector v3 = fromMemorySegment(Lanes.I, w, word + 3 * Lanes.BYTES, Lanes.ORDER);
      IntVector u3 = v3.lanewise(LSHR, 4);
      s0 =
          ((FloatVector) v3.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 24]), s0);
      s1 =
          ((FloatVector) v3.and(first1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 25]), s1);
      s2 =
          ((FloatVector) v3.and(first2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 26]), s2);
      s3 =
          ((FloatVector) v3.and(first3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 27]), s3);
      s0 =
          ((FloatVector) u3.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 28]), s0);
      s1 =
          ((FloatVector) u3.and(first1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 29]), s1);
      s2 =
          ((FloatVector) u3.and(first2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 30]), s2);
      s3 =
          ((FloatVector) u3.and(first3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 31]), s3);
      sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
      group += groupStride;
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }

  /** A scale a block, with or without an offset; blocks of 32 or more. */
  static void scaleAndOffset(DotCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    float[] sums = call.sums;
    float zero = -call.zero;
    long start = call.group;
    long groupStride = call.groupStride;
    long head = call.head;
    long low = call.low;
    int blockShift = call.blockShift - 1;
    int inBlock = (1 << blockShift) - 1;
    int steps = call.steps >> 1;
    ScaleParts.Part offsets = call.parts.offsets;
    IntVector first0 = IntVector.broadcast(Lanes.I, 0x0f);
    IntVector first1 = IntVector.broadcast(Lanes.I, 0x0f00);
    IntVector first2 = IntVector.broadcast(Lanes.I, 0x0f_0000);
    IntVector first3 = IntVector.broadcast(Lanes.I, 0x0f00_0000);
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int i = 0; i < steps; i++) {
      long toGroup = (i >> blockShift) * groupStride;
      FloatVector scale = VectorMath.halves(w, head + toGroup);
      FloatVector offset =
          VectorMath.halves(offsets.memory, offsets.start + (i >> blockShift) * offsets.stride);
      long word = start + toGroup + low + (long) (i & inBlock) * (4 * Lanes.BYTES);
      int k = i << 5;
      float ofX = sums[2 * i] + sums[2 * i + 1];
      IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
      IntVector u0 = v0.lanewise(LSHR, 4);
      FloatVector s0 =
          ((FloatVector) v0.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(
                  FloatVector.broadcast(Lanes.F, x[k]), FloatVector.broadcast(Lanes.F, zero * ofX));
      FloatVector s1 =
          ((FloatVector) v0.and(first1).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 1]));
      FloatVector s2 =
          ((FloatVector) v0.and(first2).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 2]));
      FloatVector s3 =
          ((FloatVector) v0.and(first3).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 3]));
      s0 =
          ((FloatVector) u0.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 4]), s0);
      s1 =
          ((FloatVector) u0.and(first1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 5]), s1);
      s2 =
          ((FloatVector) u0.and(first2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 6]), s2);
      s3 =
          ((FloatVector) u0.and(first3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 7]), s3);
      IntVector v1 = fromMemorySegment(Lanes.I, w, word + Lanes.BYTES, Lanes.ORDER);
      IntVector u1 = v1.lanewise(LSHR, 4);
      s0 =
          ((FloatVector) v1.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 8]), s0);
      s1 =
          ((FloatVector) v1.and(first1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 9]), s1);
      s2 =
          ((FloatVector) v1.and(first2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 10]), s2);
      s3 =
          ((FloatVector) v1.and(first3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 11]), s3);
      s0 =
          ((FloatVector) u1.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 12]), s0);
      s1 =
          ((FloatVector) u1.and(first1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 13]), s1);
      s2 =
          ((FloatVector) u1.and(first2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 14]), s2);
      s3 =
          ((FloatVector) u1.and(first3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 15]), s3);
      IntVector v2 = fromMemorySegment(Lanes.I, w, word + 2 * Lanes.BYTES, Lanes.ORDER);
      IntVector u2 = v2.lanewise(LSHR, 4);
      s0 =
          ((FloatVector) v2.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 16]), s0);
      s1 =
          ((FloatVector) v2.and(first1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 17]), s1);
      s2 =
          ((FloatVector) v2.and(first2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 18]), s2);
      s3 =
          ((FloatVector) v2.and(first3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 19]), s3);
      s0 =
          ((FloatVector) u2.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 20]), s0);
      s1 =
          ((FloatVector) u2.and(first1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 21]), s1);
      s2 =
          ((FloatVector) u2.and(first2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 22]), s2);
      s3 =
          ((FloatVector) u2.and(first3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 23]), s3);
      IntVector v3 = fromMemorySegment(Lanes.I, w, word + 3 * Lanes.BYTES, Lanes.ORDER);
      IntVector u3 = v3.lanewise(LSHR, 4);
      s0 =
          ((FloatVector) v3.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 24]), s0);
      s1 =
          ((FloatVector) v3.and(first1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 25]), s1);
      s2 =
          ((FloatVector) v3.and(first2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 26]), s2);
      s3 =
          ((FloatVector) v3.and(first3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 27]), s3);
      s0 =
          ((FloatVector) u3.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 28]), s0);
      s1 =
          ((FloatVector) u3.and(first1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 29]), s1);
      s2 =
          ((FloatVector) u3.and(first2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 30]), s2);
      s3 =
          ((FloatVector) u3.and(first3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 31]), s3);
      sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
      sum = offset.fma(FloatVector.broadcast(Lanes.F, ofX), sum);
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }

  /** Sub-scales of 32 columns or more, with or without sub-offsets. */
  static void subScales(DotCall call) {
    MemorySegment w = call.weights;
    float[] heads = call.heads;
    float[] x = call.x;
    float[] sums = call.sums;
    float zero = -call.zero;
    long start = call.group;
    long groupStride = call.groupStride;
    long low = call.low;
    int blockShift = call.blockShift - 1;
    int groupShift = call.groupShift - 1;
    int inGroup = (1 << groupShift) - 1;
    int steps = call.steps >> 1;
    ScaleParts.Part subScales = call.parts.subScales;
    ScaleParts.Part subOffsets = call.parts.subOffsets;
    IntVector first0 = IntVector.broadcast(Lanes.I, 0x0f);
    IntVector first1 = IntVector.broadcast(Lanes.I, 0x0f00);
    IntVector first2 = IntVector.broadcast(Lanes.I, 0x0f_0000);
    IntVector first3 = IntVector.broadcast(Lanes.I, 0x0f00_0000);
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int i = 0; i < steps; i++) {
      long g = i >> groupShift;
      int at = (i >> blockShift) * (2 * Lanes.COUNT);
      FloatVector scale =
          FloatVector.fromArray(Lanes.F, heads, at)
              .mul(
                  VectorMath.signedBytes(subScales.memory, subScales.start + g * subScales.stride));
      FloatVector offset =
          FloatVector.fromArray(Lanes.F, heads, at + Lanes.COUNT)
              .mul(
                  VectorMath.signedBytes(
                      subOffsets.memory, subOffsets.start + g * subOffsets.stride));
      long word = start + g * groupStride + low + (long) (i & inGroup) * (4 * Lanes.BYTES);
      int k = i << 5;
      float ofX = sums[2 * i] + sums[2 * i + 1];
      IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
      IntVector u0 = v0.lanewise(LSHR, 4);
      FloatVector s0 =
          ((FloatVector) v0.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(
                  FloatVector.broadcast(Lanes.F, x[k]), FloatVector.broadcast(Lanes.F, zero * ofX));
      FloatVector s1 =
          ((FloatVector) v0.and(first1).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 1]));
      FloatVector s2 =
          ((FloatVector) v0.and(first2).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 2]));
      FloatVector s3 =
          ((FloatVector) v0.and(first3).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 3]));
      s0 =
          ((FloatVector) u0.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 4]), s0);
      s1 =
          ((FloatVector) u0.and(first1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 5]), s1);
      s2 =
          ((FloatVector) u0.and(first2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 6]), s2);
      s3 =
          ((FloatVector) u0.and(first3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 7]), s3);
      IntVector v1 = fromMemorySegment(Lanes.I, w, word + Lanes.BYTES, Lanes.ORDER);
      IntVector u1 = v1.lanewise(LSHR, 4);
      s0 =
          ((FloatVector) v1.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 8]), s0);
      s1 =
          ((FloatVector) v1.and(first1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 9]), s1);
      s2 =
          ((FloatVector) v1.and(first2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 10]), s2);
      s3 =
          ((FloatVector) v1.and(first3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 11]), s3);
      s0 =
          ((FloatVector) u1.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 12]), s0);
      s1 =
          ((FloatVector) u1.and(first1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 13]), s1);
      s2 =
          ((FloatVector) u1.and(first2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 14]), s2);
      s3 =
          ((FloatVector) u1.and(first3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 15]), s3);
      IntVector v2 = fromMemorySegment(Lanes.I, w, word + 2 * Lanes.BYTES, Lanes.ORDER);
      IntVector u2 = v2.lanewise(LSHR, 4);
      s0 =
          ((FloatVector) v2.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 16]), s0);
      s1 =
          ((FloatVector) v2.and(first1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 17]), s1);
      s2 =
          ((FloatVector) v2.and(first2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 18]), s2);
      s3 =
          ((FloatVector) v2.and(first3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 19]), s3);
      s0 =
          ((FloatVector) u2.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 20]), s0);
      s1 =
          ((FloatVector) u2.and(first1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 21]), s1);
      s2 =
          ((FloatVector) u2.and(first2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 22]), s2);
      s3 =
          ((FloatVector) u2.and(first3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 23]), s3);
      IntVector v3 = fromMemorySegment(Lanes.I, w, word + 3 * Lanes.BYTES, Lanes.ORDER);
      IntVector u3 = v3.lanewise(LSHR, 4);
      s0 =
          ((FloatVector) v3.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 24]), s0);
      s1 =
          ((FloatVector) v3.and(first1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 25]), s1);
      s2 =
          ((FloatVector) v3.and(first2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 26]), s2);
      s3 =
          ((FloatVector) v3.and(first3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 27]), s3);
      s0 =
          ((FloatVector) u3.and(first0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 28]), s0);
      s1 =
          ((FloatVector) u3.and(first1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 29]), s1);
      s2 =
          ((FloatVector) u3.and(first2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 30]), s2);
      s3 =
          ((FloatVector) u3.and(first3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 31]), s3);
      sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
      sum = offset.fma(FloatVector.broadcast(Lanes.F, ofX), sum);
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }
}
