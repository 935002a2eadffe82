package dev.inkstone.engine.kernel;

import static jdk.incubator.vector.IntVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Products of a panel of 3-bit codes of a table with one token; see {@link DotCall}, and {@link
 * UnpackedDot} for vectors that do not hold a table.
 */
final class Code3Dots {
  private Code3Dots() {}

  /** Sub-scales. */
  static void anyScales(DotCall call) {
    MemorySegment w = call.weights;
    float[] heads = call.heads;
    float[] x = call.x;
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
    IntVector table = IntVector.fromArray(Lanes.I, call.table, 0);
    IntVector pairs = IntVector.broadcast(Lanes.I, 0x0303_0303);
    IntVector thirds = IntVector.broadcast(Lanes.I, 0x0404_0404);
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
      long group = start + g * groupStride;
      long word = group + low + (long) j * Lanes.BYTES;
      IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
      IntVector h =
          fromMemorySegment(
                  Lanes.I, w, group + highBits + (long) (j >> 1) * Lanes.BYTES, Lanes.ORDER)
              .lanewise(
                  LSHR, IntVector.fromArray(Lanes.I, DotCall.HIGH_SHIFTS, (j & 1) * Lanes.COUNT));
      int k = i << 4;
      IntVector q0 = v0.and(pairs).or(h.lanewise(LSHL, 2).and(thirds));
      IntVector q1 = v0.lanewise(LSHR, 2).and(pairs).or(h.lanewise(LSHL, 1).and(thirds));
      IntVector q2 = v0.lanewise(LSHR, 4).and(pairs).or(h.and(thirds));
      IntVector q3 = v0.lanewise(LSHR, 6).and(pairs).or(h.lanewise(LSHR, 1).and(thirds));
      FloatVector s0 =
          q0.selectFrom(table).reinterpretAsFloats().mul(FloatVector.broadcast(Lanes.F, x[k]));
      FloatVector s1 =
          q0.lanewise(LSHR, 8)
              .selectFrom(table)
              .reinterpretAsFloats()
              .mul(FloatVector.broadcast(Lanes.F, x[k + 1]));
      FloatVector s2 =
          q0.lanewise(LSHR, 16)
              .selectFrom(table)
              .reinterpretAsFloats()
              .mul(FloatVector.broadcast(Lanes.F, x[k + 2]));
      FloatVector s3 =
          q0.lanewise(LSHR, 24)
              .selectFrom(table)
              .reinterpretAsFloats()
              .mul(FloatVector.broadcast(Lanes.F, x[k + 3]));
      s0 =
          q1.selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 4]), s0);
      s1 =
          q1.lanewise(LSHR, 8)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 5]), s1);
      s2 =
          q1.lanewise(LSHR, 16)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 6]), s2);
      s3 =
          q1.lanewise(LSHR, 24)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 7]), s3);
      s0 =
          q2.selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 8]), s0);
      s1 =
          q2.lanewise(LSHR, 8)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 9]), s1);
      s2 =
          q2.lanewise(LSHR, 16)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 10]), s2);
      s3 =
          q2.lanewise(LSHR, 24)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 11]), s3);
      s0 =
          q3.selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 12]), s0);
      s1 =
          q3.lanewise(LSHR, 8)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 13]), s1);
      s2 =
          q3.lanewise(LSHR, 16)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 14]), s2);
      s3 =
          q3.lanewise(LSHR, 24)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 15]), s3);
      sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }
}
