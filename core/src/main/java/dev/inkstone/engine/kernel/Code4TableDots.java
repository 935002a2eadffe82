package dev.inkstone.engine.kernel;

import static jdk.incubator.vector.IntVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Products of a panel of 4-bit codes of a table with one token; see {@link DotCall}, and {@link
 * UnpackedDot} for vectors that do not hold a table.
 */
final class Code4TableDots {
  private Code4TableDots() {}

  /** One scale a block. */
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
    ScaleParts.Part rests = call.parts.rests;
    int shift = call.scaleBitShift;
    int mask = call.scaleMask;
    float factor = call.scaleFactor;
    IntVector table = IntVector.fromArray(Lanes.I, call.table, 0);
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int i = 0; i < steps; i++) {
      long block = i >> blockShift;
      long group = start + block * blockStride;
      FloatVector scale =
          VectorMath.scales(
              w,
              head + block * blockStride,
              shift,
              mask,
              factor,
              rests.memory,
              rests.start + block * rests.stride);
      int j = i & inBlock;
      long word = group + low + (long) j * (2 * Lanes.BYTES);
      IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
      IntVector v1 = fromMemorySegment(Lanes.I, w, word + Lanes.BYTES, Lanes.ORDER);
      int k = i << 4;
      FloatVector s0 =
          v0.selectFrom(table).reinterpretAsFloats().mul(FloatVector.broadcast(Lanes.F, x[k]));
      FloatVector s1 =
          v0.lanewise(LSHR, 8)
              .selectFrom(table)
              .reinterpretAsFloats()
              .mul(FloatVector.broadcast(Lanes.F, x[k + 1]));
      FloatVector s2 =
          v0.lanewise(LSHR, 16)
              .selectFrom(table)
              .reinterpretAsFloats()
              .mul(FloatVector.broadcast(Lanes.F, x[k + 2]));
      FloatVector s3 =
          v0.lanewise(LSHR, 24)
              .selectFrom(table)
              .reinterpretAsFloats()
              .mul(FloatVector.broadcast(Lanes.F, x[k + 3]));
      s0 =
          v0.lanewise(LSHR, 4)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 4]), s0);
      s1 =
          v0.lanewise(LSHR, 12)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 5]), s1);
      s2 =
          v0.lanewise(LSHR, 20)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 6]), s2);
      s3 =
          v0.lanewise(LSHR, 28)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 7]), s3);
      s0 =
          v1.selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 8]), s0);
      s1 =
          v1.lanewise(LSHR, 8)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 9]), s1);
      s2 =
          v1.lanewise(LSHR, 16)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 10]), s2);
      s3 =
          v1.lanewise(LSHR, 24)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 11]), s3);
      s0 =
          v1.lanewise(LSHR, 4)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 12]), s0);
      s1 =
          v1.lanewise(LSHR, 12)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 13]), s1);
      s2 =
          v1.lanewise(LSHR, 20)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 14]), s2);
      s3 =
          v1.lanewise(LSHR, 28)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 15]), s3);
      sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }

  /** Sub-scales. */
  static void anyScales(DotCall call) {
    MemorySegment w = call.weights;
    float[] heads = call.heads;
    float[] x = call.x;
    long start = call.group;
    long groupStride = call.groupStride;
    int steps = call.steps;
    long low = call.low;
    int blockShift = call.blockShift;
    int groupShift = call.groupShift;
    int inGroup = (1 << groupShift) - 1;
    int scaleShift = call.scaleShift;
    ScaleParts.Part subScales = call.parts.subScales;
    IntVector table = IntVector.fromArray(Lanes.I, call.table, 0);
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
      long word = group + low + (long) j * (2 * Lanes.BYTES);
      IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
      IntVector v1 = fromMemorySegment(Lanes.I, w, word + Lanes.BYTES, Lanes.ORDER);
      int k = i << 4;
      FloatVector s0 =
          v0.selectFrom(table).reinterpretAsFloats().mul(FloatVector.broadcast(Lanes.F, x[k]));
      FloatVector s1 =
          v0.lanewise(LSHR, 8)
              .selectFrom(table)
              .reinterpretAsFloats()
              .mul(FloatVector.broadcast(Lanes.F, x[k + 1]));
      FloatVector s2 =
          v0.lanewise(LSHR, 16)
              .selectFrom(table)
              .reinterpretAsFloats()
              .mul(FloatVector.broadcast(Lanes.F, x[k + 2]));
      FloatVector s3 =
          v0.lanewise(LSHR, 24)
              .selectFrom(table)
              .reinterpretAsFloats()
              .mul(FloatVector.broadcast(Lanes.F, x[k + 3]));
      s0 =
          v0.lanewise(LSHR, 4)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 4]), s0);
      s1 =
          v0.lanewise(LSHR, 12)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 5]), s1);
      s2 =
          v0.lanewise(LSHR, 20)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 6]), s2);
      s3 =
          v0.lanewise(LSHR, 28)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 7]), s3);
      s0 =
          v1.selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 8]), s0);
      s1 =
          v1.lanewise(LSHR, 8)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 9]), s1);
      s2 =
          v1.lanewise(LSHR, 16)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 10]), s2);
      s3 =
          v1.lanewise(LSHR, 24)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 11]), s3);
      s0 =
          v1.lanewise(LSHR, 4)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 12]), s0);
      s1 =
          v1.lanewise(LSHR, 12)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 13]), s1);
      s2 =
          v1.lanewise(LSHR, 20)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 14]), s2);
      s3 =
          v1.lanewise(LSHR, 28)
              .selectFrom(table)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(Lanes.F, x[k + 15]), s3);
      sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }
}
