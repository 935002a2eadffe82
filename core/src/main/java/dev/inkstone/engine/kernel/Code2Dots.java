package dev.inkstone.engine.kernel;

import static jdk.incubator.vector.IntVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** Products of a panel of 2-bit codes with one token; see {@link DotCall}. */
final class Code2Dots {
  private Code2Dots() {}

  /** Sub-scales, offsets, or both. */
  static void anyScales(DotCall call) {
    MemorySegment w = call.weights;
    float[] heads = call.heads;
    float[] x = call.x;
    float[] sums = call.sums;
    float zero = -call.zero;
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
    IntVector pair0 = IntVector.broadcast(Lanes.I, 0x03);
    IntVector pair1 = IntVector.broadcast(Lanes.I, 0x0300);
    IntVector pair2 = IntVector.broadcast(Lanes.I, 0x03_0000);
    IntVector pair3 = IntVector.broadcast(Lanes.I, 0x0300_0000);
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
      long word = group + low + (long) j * Lanes.BYTES;
      IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
      int k = i << 4;
      float ofX = sums[i];
      IntVector v1 = v0.lanewise(LSHR, 2);
      IntVector v2 = v0.lanewise(LSHR, 4);
      IntVector v3 = v0.lanewise(LSHR, 6);
      FloatVector s0 =
          ((FloatVector) v0.and(pair0).convertShape(I2F, Lanes.F, 0))
              .fma(
                  FloatVector.broadcast(Lanes.F, x[k]), FloatVector.broadcast(Lanes.F, zero * ofX));
      FloatVector s1 =
          ((FloatVector) v0.and(pair1).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 1]));
      FloatVector s2 =
          ((FloatVector) v0.and(pair2).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 2]));
      FloatVector s3 =
          ((FloatVector) v0.and(pair3).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 3]));
      s0 =
          ((FloatVector) v1.and(pair0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 4]), s0);
      s1 =
          ((FloatVector) v1.and(pair1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 5]), s1);
      s2 =
          ((FloatVector) v1.and(pair2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 6]), s2);
      s3 =
          ((FloatVector) v1.and(pair3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 7]), s3);
      s0 =
          ((FloatVector) v2.and(pair0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 8]), s0);
      s1 =
          ((FloatVector) v2.and(pair1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 9]), s1);
      s2 =
          ((FloatVector) v2.and(pair2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 10]), s2);
      s3 =
          ((FloatVector) v2.and(pair3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 11]), s3);
      s0 =
          ((FloatVector) v3.and(pair0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 12]), s0);
      s1 =
          ((FloatVector) v3.and(pair1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 13]), s1);
      s2 =
          ((FloatVector) v3.and(pair2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 14]), s2);
      s3 =
          ((FloatVector) v3.and(pair3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 15]), s3);
      sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
      sum = offset.fma(FloatVector.broadcast(Lanes.F, ofX), sum);
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }
}
