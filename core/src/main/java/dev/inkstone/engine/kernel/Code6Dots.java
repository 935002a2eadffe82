package dev.inkstone.engine.kernel;

import static jdk.incubator.vector.IntVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** Products of a panel of 6-bit codes with one token; see {@link DotCall}. */
final class Code6Dots {
  private Code6Dots() {}

  /** Sub-scales, offsets, or both. */
  static void anyScales(DotCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    float[] sums = call.sums;
    float zero = -call.zero;
    long blockBytes = call.blockBytes;
    long groupBytes = call.groupBytes;
    long low = call.low;
    long highBits = call.high;
    int unitsPerBlock = 1 << call.blockShift;
    int scaleShift = call.scaleShift;
    int inScale = (1 << scaleShift) - 1;
    DotCall.Part subScales = call.subScales;
    DotCall.Part offsets = call.offsets;
    DotCall.Part subOffsets = call.subOffsets;
    int blocks = call.units >> call.blockShift;
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int b = 0; b < blocks; b++) {
      long block = call.start + b * blockBytes;
      FloatVector blockScale = VectorMath.halves(w, block);
      FloatVector blockOffset =
          VectorMath.halves(offsets.memory, offsets.start + b * offsets.perBlock);
      long subScale = subScales.start + b * subScales.perBlock;
      long subOffset = subOffsets.start + b * subOffsets.perBlock;
      int first = b * unitsPerBlock;
      for (int u = 0; u < unitsPerBlock; u++) {
        long g = u >> scaleShift;
        int j = u & inScale;
        FloatVector scale =
            blockScale.mul(
                VectorMath.signedBytes(subScales.memory, subScale + g * subScales.perScale));
        FloatVector offset =
            blockOffset.mul(
                VectorMath.unsignedBytes(subOffsets.memory, subOffset + g * subOffsets.perScale));
        long group = block + g * groupBytes;
        long word = group + low + (long) j * Lanes.BYTES;
        IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
        IntVector high =
            fromMemorySegment(
                    Lanes.I, w, group + highBits + (long) (j >> 1) * Lanes.BYTES, Lanes.ORDER)
                .lanewise(LSHR, (j & 1) << 4);
        int k = (first + u) << 3;
        float ofX = sums[first + u];
        FloatVector s0 =
            ((FloatVector) v0.and(15).or(high.lanewise(LSHL, 4).and(48)).castShape(Lanes.F, 0))
                .lanewise(FMA, x[k], FloatVector.broadcast(Lanes.F, zero * ofX));
        FloatVector s1 =
            ((FloatVector)
                    v0.lanewise(LSHR, 4)
                        .and(15)
                        .or(high.lanewise(LSHL, 2).and(48))
                        .castShape(Lanes.F, 0))
                .mul(x[k + 1]);
        FloatVector s2 =
            ((FloatVector) v0.lanewise(LSHR, 8).and(15).or(high.and(48)).castShape(Lanes.F, 0))
                .mul(x[k + 2]);
        FloatVector s3 =
            ((FloatVector)
                    v0.lanewise(LSHR, 12)
                        .and(15)
                        .or(high.lanewise(LSHR, 2).and(48))
                        .castShape(Lanes.F, 0))
                .mul(x[k + 3]);
        s0 =
            ((FloatVector)
                    v0.lanewise(LSHR, 16)
                        .and(15)
                        .or(high.lanewise(LSHR, 4).and(48))
                        .castShape(Lanes.F, 0))
                .lanewise(FMA, x[k + 4], s0);
        s1 =
            ((FloatVector)
                    v0.lanewise(LSHR, 20)
                        .and(15)
                        .or(high.lanewise(LSHR, 6).and(48))
                        .castShape(Lanes.F, 0))
                .lanewise(FMA, x[k + 5], s1);
        s2 =
            ((FloatVector)
                    v0.lanewise(LSHR, 24)
                        .and(15)
                        .or(high.lanewise(LSHR, 8).and(48))
                        .castShape(Lanes.F, 0))
                .lanewise(FMA, x[k + 6], s2);
        s3 =
            ((FloatVector)
                    v0.lanewise(LSHR, 28).or(high.lanewise(LSHR, 10).and(48)).castShape(Lanes.F, 0))
                .lanewise(FMA, x[k + 7], s3);
        sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
        sum = offset.lanewise(FMA, ofX, sum);
      }
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }
}
