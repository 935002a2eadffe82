package dev.inkstone.engine.kernel;

import static jdk.incubator.vector.IntVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.LSHL;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** Products of a panel of 8-bit codes with one token; see {@link DotCall}. */
final class Code8Dots {
  private Code8Dots() {}

  /** One scale a block. */
  static void oneScale(DotCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    long start = call.start;
    long blockBytes = call.blockBytes;
    long low = call.low;
    int blockShift = call.blockShift - 1;
    int inBlock = (1 << blockShift) - 1;
    int steps = call.units >> 1;
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int i = 0; i < steps; i++) {
      long at = start + (i >> blockShift) * blockBytes;
      FloatVector scale = VectorMath.halves(w, at);
      int j = i & inBlock;
      long word = at + low + (long) j * (4 * Lanes.BYTES);
      IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
      IntVector v1 = fromMemorySegment(Lanes.I, w, word + Lanes.BYTES, Lanes.ORDER);
      IntVector v2 = fromMemorySegment(Lanes.I, w, word + 2 * Lanes.BYTES, Lanes.ORDER);
      IntVector v3 = fromMemorySegment(Lanes.I, w, word + 3 * Lanes.BYTES, Lanes.ORDER);
      int k = i << 4;
      FloatVector s0 =
          ((FloatVector) v0.lanewise(LSHL, 24).lanewise(ASHR, 24).castShape(Lanes.F, 0)).mul(x[k]);
      FloatVector s1 =
          ((FloatVector) v0.lanewise(LSHL, 16).lanewise(ASHR, 24).castShape(Lanes.F, 0))
              .mul(x[k + 1]);
      FloatVector s2 =
          ((FloatVector) v0.lanewise(LSHL, 8).lanewise(ASHR, 24).castShape(Lanes.F, 0))
              .mul(x[k + 2]);
      FloatVector s3 = ((FloatVector) v0.lanewise(ASHR, 24).castShape(Lanes.F, 0)).mul(x[k + 3]);
      s0 =
          ((FloatVector) v1.lanewise(LSHL, 24).lanewise(ASHR, 24).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 4], s0);
      s1 =
          ((FloatVector) v1.lanewise(LSHL, 16).lanewise(ASHR, 24).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 5], s1);
      s2 =
          ((FloatVector) v1.lanewise(LSHL, 8).lanewise(ASHR, 24).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 6], s2);
      s3 = ((FloatVector) v1.lanewise(ASHR, 24).castShape(Lanes.F, 0)).lanewise(FMA, x[k + 7], s3);
      s0 =
          ((FloatVector) v2.lanewise(LSHL, 24).lanewise(ASHR, 24).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 8], s0);
      s1 =
          ((FloatVector) v2.lanewise(LSHL, 16).lanewise(ASHR, 24).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 9], s1);
      s2 =
          ((FloatVector) v2.lanewise(LSHL, 8).lanewise(ASHR, 24).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 10], s2);
      s3 = ((FloatVector) v2.lanewise(ASHR, 24).castShape(Lanes.F, 0)).lanewise(FMA, x[k + 11], s3);
      s0 =
          ((FloatVector) v3.lanewise(LSHL, 24).lanewise(ASHR, 24).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 12], s0);
      s1 =
          ((FloatVector) v3.lanewise(LSHL, 16).lanewise(ASHR, 24).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 13], s1);
      s2 =
          ((FloatVector) v3.lanewise(LSHL, 8).lanewise(ASHR, 24).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 14], s2);
      s3 = ((FloatVector) v3.lanewise(ASHR, 24).castShape(Lanes.F, 0)).lanewise(FMA, x[k + 15], s3);
      sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }

  /** Sub-scales, offsets, or both. */
  static void anyScales(DotCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    float[] sums = call.sums;
    long blockBytes = call.blockBytes;
    long groupBytes = call.groupBytes;
    long low = call.low;
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
        long word = group + low + (long) j * (2 * Lanes.BYTES);
        IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
        IntVector v1 = fromMemorySegment(Lanes.I, w, word + Lanes.BYTES, Lanes.ORDER);
        int k = (first + u) << 3;
        float ofX = sums[first + u];
        FloatVector s0 =
            ((FloatVector) v0.lanewise(LSHL, 24).lanewise(ASHR, 24).castShape(Lanes.F, 0))
                .mul(x[k]);
        FloatVector s1 =
            ((FloatVector) v0.lanewise(LSHL, 16).lanewise(ASHR, 24).castShape(Lanes.F, 0))
                .mul(x[k + 1]);
        FloatVector s2 =
            ((FloatVector) v0.lanewise(LSHL, 8).lanewise(ASHR, 24).castShape(Lanes.F, 0))
                .mul(x[k + 2]);
        FloatVector s3 = ((FloatVector) v0.lanewise(ASHR, 24).castShape(Lanes.F, 0)).mul(x[k + 3]);
        s0 =
            ((FloatVector) v1.lanewise(LSHL, 24).lanewise(ASHR, 24).castShape(Lanes.F, 0))
                .lanewise(FMA, x[k + 4], s0);
        s1 =
            ((FloatVector) v1.lanewise(LSHL, 16).lanewise(ASHR, 24).castShape(Lanes.F, 0))
                .lanewise(FMA, x[k + 5], s1);
        s2 =
            ((FloatVector) v1.lanewise(LSHL, 8).lanewise(ASHR, 24).castShape(Lanes.F, 0))
                .lanewise(FMA, x[k + 6], s2);
        s3 =
            ((FloatVector) v1.lanewise(ASHR, 24).castShape(Lanes.F, 0)).lanewise(FMA, x[k + 7], s3);
        sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
        sum = offset.lanewise(FMA, ofX, sum);
      }
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }
}
