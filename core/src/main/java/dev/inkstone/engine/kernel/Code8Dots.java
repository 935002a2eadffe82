package dev.inkstone.engine.kernel;

import static jdk.incubator.vector.IntVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** Products of a panel of 8-bit codes with one token; see {@link DotCall}. */
final class Code8Dots {
  private Code8Dots() {}

  /** One scale a block, no offset. */
  static void oneScale(DotCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    long start = call.group;
    long blockStride = call.groupStride;
    long head = call.head;
    long low = call.low;
    int blockShift = call.blockShift;
    int inBlock = (1 << blockShift) - 1;
    int steps = call.steps;
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int i = 0; i < steps; i++) {
      long block = i >> blockShift;
      long group = start + block * blockStride;
      FloatVector scale = VectorMath.halves(w, head + block * blockStride);
      int j = i & inBlock;
      long word = group + low + (long) j * (4 * Lanes.BYTES);
      IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
      IntVector v1 = fromMemorySegment(Lanes.I, w, word + Lanes.BYTES, Lanes.ORDER);
      IntVector v2 = fromMemorySegment(Lanes.I, w, word + 2 * Lanes.BYTES, Lanes.ORDER);
      IntVector v3 = fromMemorySegment(Lanes.I, w, word + 3 * Lanes.BYTES, Lanes.ORDER);
      int k = i << 4;
      FloatVector s0 =
          ((FloatVector) v0.lanewise(LSHL, 24).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k]));
      FloatVector s1 =
          ((FloatVector) v0.lanewise(LSHL, 16).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 1]));
      FloatVector s2 =
          ((FloatVector) v0.lanewise(LSHL, 8).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 2]));
      FloatVector s3 =
          ((FloatVector) v0.lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 3]));
      s0 =
          ((FloatVector) v1.lanewise(LSHL, 24).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 4]), s0);
      s1 =
          ((FloatVector) v1.lanewise(LSHL, 16).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 5]), s1);
      s2 =
          ((FloatVector) v1.lanewise(LSHL, 8).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 6]), s2);
      s3 =
          ((FloatVector) v1.lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 7]), s3);
      s0 =
          ((FloatVector) v2.lanewise(LSHL, 24).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 8]), s0);
      s1 =
          ((FloatVector) v2.lanewise(LSHL, 16).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 9]), s1);
      s2 =
          ((FloatVector) v2.lanewise(LSHL, 8).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 10]), s2);
      s3 =
          ((FloatVector) v2.lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 11]), s3);
      s0 =
          ((FloatVector) v3.lanewise(LSHL, 24).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 12]), s0);
      s1 =
          ((FloatVector) v3.lanewise(LSHL, 16).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 13]), s1);
      s2 =
          ((FloatVector) v3.lanewise(LSHL, 8).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 14]), s2);
      s3 =
          ((FloatVector) v3.lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 15]), s3);
      sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }

  /** Sub-scales, offsets, or both. */
  static void anyScales(DotCall call) {
    MemorySegment w = call.weights;
    float[] heads = call.heads;
    float[] x = call.x;
    float[] sums = call.sums;
    long start = call.group;
    long groupStride = call.groupStride;
    int steps = call.steps;
    long low = call.low;
    int blockShift = call.blockShift;
    int groupShift = call.groupShift;
    int inGroup = (1 << groupShift) - 1;
    int scaleShift = call.scaleShift;
    ScaleParts.Part subScales = call.parts.subScales;
    ScaleParts.Part subOffsets = call.parts.subOffsets;
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int i = 0; i < steps; i++) {
      long g = i >> groupShift;
      int j = i & inGroup;
      long inScales = j >> scaleShift;
      FloatVector scale =
          FloatVector.fromArray(Lanes.F, heads, (i >> blockShift) * (2 * Lanes.COUNT))
              .mul(
                  VectorMath.signedBytes(
                      subScales.memory,
                      subScales.start + g * subScales.stride + inScales * subScales.perScale));
      FloatVector offset =
          FloatVector.fromArray(Lanes.F, heads, (i >> blockShift) * (2 * Lanes.COUNT) + Lanes.COUNT)
              .mul(
                  VectorMath.signedBytes(
                      subOffsets.memory,
                      subOffsets.start + g * subOffsets.stride + inScales * subOffsets.perScale));
      long group = start + g * groupStride;
      long word = group + low + (long) j * (4 * Lanes.BYTES);
      IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
      IntVector v1 = fromMemorySegment(Lanes.I, w, word + Lanes.BYTES, Lanes.ORDER);
      IntVector v2 = fromMemorySegment(Lanes.I, w, word + 2 * Lanes.BYTES, Lanes.ORDER);
      IntVector v3 = fromMemorySegment(Lanes.I, w, word + 3 * Lanes.BYTES, Lanes.ORDER);
      int k = i << 4;
      float ofX = sums[i];
      FloatVector s0 =
          ((FloatVector) v0.lanewise(LSHL, 24).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k]));
      FloatVector s1 =
          ((FloatVector) v0.lanewise(LSHL, 16).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 1]));
      FloatVector s2 =
          ((FloatVector) v0.lanewise(LSHL, 8).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 2]));
      FloatVector s3 =
          ((FloatVector) v0.lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 3]));
      s0 =
          ((FloatVector) v1.lanewise(LSHL, 24).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 4]), s0);
      s1 =
          ((FloatVector) v1.lanewise(LSHL, 16).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 5]), s1);
      s2 =
          ((FloatVector) v1.lanewise(LSHL, 8).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 6]), s2);
      s3 =
          ((FloatVector) v1.lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 7]), s3);
      s0 =
          ((FloatVector) v2.lanewise(LSHL, 24).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 8]), s0);
      s1 =
          ((FloatVector) v2.lanewise(LSHL, 16).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 9]), s1);
      s2 =
          ((FloatVector) v2.lanewise(LSHL, 8).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 10]), s2);
      s3 =
          ((FloatVector) v2.lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 11]), s3);
      s0 =
          ((FloatVector) v3.lanewise(LSHL, 24).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 12]), s0);
      s1 =
          ((FloatVector) v3.lanewise(LSHL, 16).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 13]), s1);
      s2 =
          ((FloatVector) v3.lanewise(LSHL, 8).lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 14]), s2);
      s3 =
          ((FloatVector) v3.lanewise(ASHR, 24).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 15]), s3);
      sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
      sum = offset.fma(FloatVector.broadcast(Lanes.F, ofX), sum);
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }
}
