package dev.inkstone.engine.kernel;

import static jdk.incubator.vector.IntVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** Products of a panel of 5-bit codes with one token; see {@link DotCall}. */
final class Code5Dots {
  private Code5Dots() {}

  /** One scale a block. */
  static void oneScale(DotCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    float[] sums = call.sums;
    float zero = -call.zero;
    long start = call.group;
    long blockStride = call.groupStride;
    long head = call.head;
    long low = call.low;
    long highBits = call.high;
    int blockShift = call.blockShift;
    int inBlock = (1 << blockShift) - 1;
    int steps = call.steps;
    ScaleParts.Part offsets = call.parts.offsets;
    IntVector lows = IntVector.broadcast(Lanes.I, 0x0f0f_0f0f);
    IntVector fifths = IntVector.broadcast(Lanes.I, 0x1010_1010);
    IntVector byte0 = IntVector.broadcast(Lanes.I, 0xff);
    IntVector byte1 = IntVector.broadcast(Lanes.I, 0xff00);
    IntVector byte2 = IntVector.broadcast(Lanes.I, 0xff_0000);
    IntVector byte3 = IntVector.broadcast(Lanes.I, 0x7f00_0000);
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int i = 0; i < steps; i++) {
      long block = i >> blockShift;
      long group = start + block * blockStride;
      FloatVector scale = VectorMath.halves(w, head + block * blockStride);
      FloatVector offset =
          VectorMath.halves(offsets.memory, offsets.start + block * offsets.stride);
      int j = i & inBlock;
      long word = group + low + (long) j * (2 * Lanes.BYTES);
      IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
      IntVector v1 = fromMemorySegment(Lanes.I, w, word + Lanes.BYTES, Lanes.ORDER);
      IntVector h =
          fromMemorySegment(
                  Lanes.I, w, group + highBits + (long) (j >> 1) * Lanes.BYTES, Lanes.ORDER)
              .lanewise(
                  LSHR, IntVector.fromArray(Lanes.I, DotCall.HIGH_SHIFTS, (j & 1) * Lanes.COUNT));
      int k = i << 4;
      float ofX = sums[i];
      IntVector q0 = v0.and(lows).or(h.lanewise(LSHL, 4).and(fifths));
      IntVector q1 = v0.lanewise(LSHR, 4).and(lows).or(h.lanewise(LSHL, 3).and(fifths));
      IntVector q2 = v1.and(lows).or(h.lanewise(LSHL, 2).and(fifths));
      IntVector q3 = v1.lanewise(LSHR, 4).and(lows).or(h.lanewise(LSHL, 1).and(fifths));
      FloatVector s0 =
          ((FloatVector) q0.and(byte0).convertShape(I2F, Lanes.F, 0))
              .fma(
                  FloatVector.broadcast(Lanes.F, x[k]), FloatVector.broadcast(Lanes.F, zero * ofX));
      FloatVector s1 =
          ((FloatVector) q0.and(byte1).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 1]));
      FloatVector s2 =
          ((FloatVector) q0.and(byte2).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 2]));
      FloatVector s3 =
          ((FloatVector) q0.and(byte3).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 3]));
      s0 =
          ((FloatVector) q1.and(byte0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 4]), s0);
      s1 =
          ((FloatVector) q1.and(byte1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 5]), s1);
      s2 =
          ((FloatVector) q1.and(byte2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 6]), s2);
      s3 =
          ((FloatVector) q1.and(byte3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 7]), s3);
      s0 =
          ((FloatVector) q2.and(byte0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 8]), s0);
      s1 =
          ((FloatVector) q2.and(byte1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 9]), s1);
      s2 =
          ((FloatVector) q2.and(byte2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 10]), s2);
      s3 =
          ((FloatVector) q2.and(byte3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 11]), s3);
      s0 =
          ((FloatVector) q3.and(byte0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 12]), s0);
      s1 =
          ((FloatVector) q3.and(byte1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 13]), s1);
      s2 =
          ((FloatVector) q3.and(byte2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 14]), s2);
      s3 =
          ((FloatVector) q3.and(byte3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 15]), s3);
      sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
      sum = offset.fma(FloatVector.broadcast(Lanes.F, ofX), sum);
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }

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
    long highBits = call.high;
    int blockShift = call.blockShift;
    int groupShift = call.groupShift;
    int inGroup = (1 << groupShift) - 1;
    int scaleShift = call.scaleShift;
    ScaleParts.Part subScales = call.parts.subScales;
    ScaleParts.Part subOffsets = call.parts.subOffsets;
    IntVector lows = IntVector.broadcast(Lanes.I, 0x0f0f_0f0f);
    IntVector fifths = IntVector.broadcast(Lanes.I, 0x1010_1010);
    IntVector byte0 = IntVector.broadcast(Lanes.I, 0xff);
    IntVector byte1 = IntVector.broadcast(Lanes.I, 0xff00);
    IntVector byte2 = IntVector.broadcast(Lanes.I, 0xff_0000);
    IntVector byte3 = IntVector.broadcast(Lanes.I, 0x7f00_0000);
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
      long word = group + low + (long) j * (2 * Lanes.BYTES);
      IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
      IntVector v1 = fromMemorySegment(Lanes.I, w, word + Lanes.BYTES, Lanes.ORDER);
      IntVector h =
          fromMemorySegment(
                  Lanes.I, w, group + highBits + (long) (j >> 1) * Lanes.BYTES, Lanes.ORDER)
              .lanewise(
                  LSHR, IntVector.fromArray(Lanes.I, DotCall.HIGH_SHIFTS, (j & 1) * Lanes.COUNT));
      int k = i << 4;
      float ofX = sums[i];
      IntVector q0 = v0.and(lows).or(h.lanewise(LSHL, 4).and(fifths));
      IntVector q1 = v0.lanewise(LSHR, 4).and(lows).or(h.lanewise(LSHL, 3).and(fifths));
      IntVector q2 = v1.and(lows).or(h.lanewise(LSHL, 2).and(fifths));
      IntVector q3 = v1.lanewise(LSHR, 4).and(lows).or(h.lanewise(LSHL, 1).and(fifths));
      FloatVector s0 =
          ((FloatVector) q0.and(byte0).convertShape(I2F, Lanes.F, 0))
              .fma(
                  FloatVector.broadcast(Lanes.F, x[k]), FloatVector.broadcast(Lanes.F, zero * ofX));
      FloatVector s1 =
          ((FloatVector) q0.and(byte1).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 1]));
      FloatVector s2 =
          ((FloatVector) q0.and(byte2).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 2]));
      FloatVector s3 =
          ((FloatVector) q0.and(byte3).convertShape(I2F, Lanes.F, 0))
              .mul(FloatVector.broadcast(Lanes.F, x[k + 3]));
      s0 =
          ((FloatVector) q1.and(byte0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 4]), s0);
      s1 =
          ((FloatVector) q1.and(byte1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 5]), s1);
      s2 =
          ((FloatVector) q1.and(byte2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 6]), s2);
      s3 =
          ((FloatVector) q1.and(byte3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 7]), s3);
      s0 =
          ((FloatVector) q2.and(byte0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 8]), s0);
      s1 =
          ((FloatVector) q2.and(byte1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 9]), s1);
      s2 =
          ((FloatVector) q2.and(byte2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 10]), s2);
      s3 =
          ((FloatVector) q2.and(byte3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 11]), s3);
      s0 =
          ((FloatVector) q3.and(byte0).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 12]), s0);
      s1 =
          ((FloatVector) q3.and(byte1).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 13]), s1);
      s2 =
          ((FloatVector) q3.and(byte2).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 14]), s2);
      s3 =
          ((FloatVector) q3.and(byte3).convertShape(I2F, Lanes.F, 0))
              .fma(FloatVector.broadcast(Lanes.F, x[k + 15]), s3);
      sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
      sum = offset.fma(FloatVector.broadcast(Lanes.F, ofX), sum);
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }
}
