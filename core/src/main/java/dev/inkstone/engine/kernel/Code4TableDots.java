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
    long start = call.start;
    long blockBytes = call.blockBytes;
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
      long group = start + block * blockBytes;
      FloatVector scale =
          VectorMath.scales(
              w, group, shift, mask, factor, rests.memory, rests.start + block * rests.perBlock);
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
    float[] x = call.x;
    long blockBytes = call.blockBytes;
    long groupBytes = call.groupBytes;
    long low = call.low;
    int stepsPerBlock = 1 << call.blockShift;
    int groupShift = call.groupShift;
    int inGroup = (1 << groupShift) - 1;
    int scaleShift = call.scaleShift;
    ScaleParts.Part subScales = call.parts.subScales;
    int blocks = call.steps >> call.blockShift;
    IntVector table = IntVector.fromArray(Lanes.I, call.table, 0);
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int b = 0; b < blocks; b++) {
      long block = call.start + b * blockBytes;
      long subScale = subScales.start + b * subScales.perBlock;
      int first = b * stepsPerBlock;
      FloatVector blockScale = VectorMath.halves(w, block);
      for (int i = 0; i < stepsPerBlock; i++) {
        long g = i >> groupShift;
        int j = i & inGroup;
        long inScales = j >> scaleShift;
        FloatVector scale =
            blockScale.mul(
                VectorMath.signedBytes(
                    subScales.memory,
                    subScale + g * subScales.perGroup + inScales * subScales.perScale));
        long group = block + g * groupBytes;
        long word = group + low + (long) j * (2 * Lanes.BYTES);
        IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
        IntVector v1 = fromMemorySegment(Lanes.I, w, word + Lanes.BYTES, Lanes.ORDER);
        int k = (first + i) << 4;
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
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }
}
