package dev.inkstone.engine.kernel;

import static jdk.incubator.vector.IntVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Products of one panel of codes with one token: lane by lane {@code sum over s of scale[s] *
 * (sum(code * x) - zero * sum(x)) + offset[s] * sum(x)}. Codes become floats in registers.
 *
 * <p>A kernel reads scales and codes as they lie in memory, one after the other: the processor
 * fetches one unbroken stream ahead of time, and more than half of the memory's speed is lost where
 * the stream jumps or two streams alternate.
 *
 * <p>What C2 makes of a loop: methods of the vector classes are inlined always, our own only up to
 * 18,000 nodes of its graph, so the calls of {@link VectorMath} come first in a loop; and a loop
 * has 16 columns at most, 8 where codes have more parts, since vectors are boxed where the graph
 * outgrows 40,000 nodes.
 */
final class CodeDots {
  private CodeDots() {}

  /** 4-bit codes with one scale a block. */
  static void dot4(DotCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    float[] sums = call.sums;
    float zero = -call.zero;
    long start = call.start;
    long blockBytes = call.blockBytes;
    long codes = call.codes;
    int blockShift = call.blockShift - 1;
    int inBlock = (1 << blockShift) - 1;
    int steps = call.units >> 1;
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int i = 0; i < steps; i++) {
      long at = start + (i >> blockShift) * blockBytes;
      FloatVector scale = VectorMath.halves(w, at);
      int j = i & inBlock;
      long word = at + codes + (long) j * (2 * Lanes.BYTES);
      IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
      IntVector v1 = fromMemorySegment(Lanes.I, w, word + Lanes.BYTES, Lanes.ORDER);
      int k = i << 4;
      FloatVector s0 =
          ((FloatVector) v0.and(15).castShape(Lanes.F, 0))
              .lanewise(
                  FMA,
                  x[k],
                  FloatVector.broadcast(Lanes.F, zero * (sums[2 * i] + sums[2 * i + 1])));
      FloatVector s1 =
          ((FloatVector) v0.lanewise(LSHR, 4).and(15).castShape(Lanes.F, 0)).mul(x[k + 1]);
      FloatVector s2 =
          ((FloatVector) v0.lanewise(LSHR, 8).and(15).castShape(Lanes.F, 0)).mul(x[k + 2]);
      FloatVector s3 =
          ((FloatVector) v0.lanewise(LSHR, 12).and(15).castShape(Lanes.F, 0)).mul(x[k + 3]);
      s0 =
          ((FloatVector) v0.lanewise(LSHR, 16).and(15).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 4], s0);
      s1 =
          ((FloatVector) v0.lanewise(LSHR, 20).and(15).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 5], s1);
      s2 =
          ((FloatVector) v0.lanewise(LSHR, 24).and(15).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 6], s2);
      s3 = ((FloatVector) v0.lanewise(LSHR, 28).castShape(Lanes.F, 0)).lanewise(FMA, x[k + 7], s3);
      s0 = ((FloatVector) v1.and(15).castShape(Lanes.F, 0)).lanewise(FMA, x[k + 8], s0);
      s1 =
          ((FloatVector) v1.lanewise(LSHR, 4).and(15).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 9], s1);
      s2 =
          ((FloatVector) v1.lanewise(LSHR, 8).and(15).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 10], s2);
      s3 =
          ((FloatVector) v1.lanewise(LSHR, 12).and(15).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 11], s3);
      s0 =
          ((FloatVector) v1.lanewise(LSHR, 16).and(15).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 12], s0);
      s1 =
          ((FloatVector) v1.lanewise(LSHR, 20).and(15).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 13], s1);
      s2 =
          ((FloatVector) v1.lanewise(LSHR, 24).and(15).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 14], s2);
      s3 = ((FloatVector) v1.lanewise(LSHR, 28).castShape(Lanes.F, 0)).lanewise(FMA, x[k + 15], s3);
      sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }

  /** 4-bit codes with scales of any kind. */
  static void dot4General(DotCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    float[] sums = call.sums;
    float zero = -call.zero;
    long blockBytes = call.blockBytes;
    long groupBytes = call.groupBytes;
    long codes = call.codes;
    int unitsPerBlock = 1 << call.blockShift;
    int scaleShift = call.scaleShift;
    int inScale = (1 << scaleShift) - 1;
    DotCall.Plane subScales = call.subScales;
    DotCall.Plane offsets = call.offsets;
    DotCall.Plane subOffsets = call.subOffsets;
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
        long word = group + codes + (long) j * Lanes.BYTES;
        IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
        int k = (first + u) << 3;
        float ofX = sums[first + u];
        FloatVector s0 =
            ((FloatVector) v0.and(15).castShape(Lanes.F, 0))
                .lanewise(FMA, x[k], FloatVector.broadcast(Lanes.F, zero * ofX));
        FloatVector s1 =
            ((FloatVector) v0.lanewise(LSHR, 4).and(15).castShape(Lanes.F, 0)).mul(x[k + 1]);
        FloatVector s2 =
            ((FloatVector) v0.lanewise(LSHR, 8).and(15).castShape(Lanes.F, 0)).mul(x[k + 2]);
        FloatVector s3 =
            ((FloatVector) v0.lanewise(LSHR, 12).and(15).castShape(Lanes.F, 0)).mul(x[k + 3]);
        s0 =
            ((FloatVector) v0.lanewise(LSHR, 16).and(15).castShape(Lanes.F, 0))
                .lanewise(FMA, x[k + 4], s0);
        s1 =
            ((FloatVector) v0.lanewise(LSHR, 20).and(15).castShape(Lanes.F, 0))
                .lanewise(FMA, x[k + 5], s1);
        s2 =
            ((FloatVector) v0.lanewise(LSHR, 24).and(15).castShape(Lanes.F, 0))
                .lanewise(FMA, x[k + 6], s2);
        s3 =
            ((FloatVector) v0.lanewise(LSHR, 28).castShape(Lanes.F, 0)).lanewise(FMA, x[k + 7], s3);
        sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
        sum = offset.lanewise(FMA, ofX, sum);
      }
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }

  /** 5-bit codes with one scale a block. */
  static void dot5(DotCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    float[] sums = call.sums;
    float zero = -call.zero;
    long start = call.start;
    long blockBytes = call.blockBytes;
    long codes = call.codes;
    long highs = call.highs;
    int blockShift = call.blockShift - 1;
    int inBlock = (1 << blockShift) - 1;
    int steps = call.units >> 1;
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int i = 0; i < steps; i++) {
      long at = start + (i >> blockShift) * blockBytes;
      FloatVector scale = VectorMath.halves(w, at);
      int j = i & inBlock;
      long word = at + codes + (long) j * (2 * Lanes.BYTES);
      IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
      IntVector v1 = fromMemorySegment(Lanes.I, w, word + Lanes.BYTES, Lanes.ORDER);
      IntVector high =
          fromMemorySegment(Lanes.I, w, at + highs + (long) (j >> 1) * Lanes.BYTES, Lanes.ORDER)
              .lanewise(LSHR, (j & 1) << 4);
      int k = i << 4;
      FloatVector s0 =
          ((FloatVector) v0.and(15).or(high.lanewise(LSHL, 4).and(16)).castShape(Lanes.F, 0))
              .lanewise(
                  FMA,
                  x[k],
                  FloatVector.broadcast(Lanes.F, zero * (sums[2 * i] + sums[2 * i + 1])));
      FloatVector s1 =
          ((FloatVector)
                  v0.lanewise(LSHR, 4)
                      .and(15)
                      .or(high.lanewise(LSHL, 3).and(16))
                      .castShape(Lanes.F, 0))
              .mul(x[k + 1]);
      FloatVector s2 =
          ((FloatVector)
                  v0.lanewise(LSHR, 8)
                      .and(15)
                      .or(high.lanewise(LSHL, 2).and(16))
                      .castShape(Lanes.F, 0))
              .mul(x[k + 2]);
      FloatVector s3 =
          ((FloatVector)
                  v0.lanewise(LSHR, 12)
                      .and(15)
                      .or(high.lanewise(LSHL, 1).and(16))
                      .castShape(Lanes.F, 0))
              .mul(x[k + 3]);
      s0 =
          ((FloatVector) v0.lanewise(LSHR, 16).and(15).or(high.and(16)).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 4], s0);
      s1 =
          ((FloatVector)
                  v0.lanewise(LSHR, 20)
                      .and(15)
                      .or(high.lanewise(LSHR, 1).and(16))
                      .castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 5], s1);
      s2 =
          ((FloatVector)
                  v0.lanewise(LSHR, 24)
                      .and(15)
                      .or(high.lanewise(LSHR, 2).and(16))
                      .castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 6], s2);
      s3 =
          ((FloatVector)
                  v0.lanewise(LSHR, 28).or(high.lanewise(LSHR, 3).and(16)).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 7], s3);
      s0 =
          ((FloatVector) v1.and(15).or(high.lanewise(LSHR, 4).and(16)).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 8], s0);
      s1 =
          ((FloatVector)
                  v1.lanewise(LSHR, 4)
                      .and(15)
                      .or(high.lanewise(LSHR, 5).and(16))
                      .castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 9], s1);
      s2 =
          ((FloatVector)
                  v1.lanewise(LSHR, 8)
                      .and(15)
                      .or(high.lanewise(LSHR, 6).and(16))
                      .castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 10], s2);
      s3 =
          ((FloatVector)
                  v1.lanewise(LSHR, 12)
                      .and(15)
                      .or(high.lanewise(LSHR, 7).and(16))
                      .castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 11], s3);
      s0 =
          ((FloatVector)
                  v1.lanewise(LSHR, 16)
                      .and(15)
                      .or(high.lanewise(LSHR, 8).and(16))
                      .castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 12], s0);
      s1 =
          ((FloatVector)
                  v1.lanewise(LSHR, 20)
                      .and(15)
                      .or(high.lanewise(LSHR, 9).and(16))
                      .castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 13], s1);
      s2 =
          ((FloatVector)
                  v1.lanewise(LSHR, 24)
                      .and(15)
                      .or(high.lanewise(LSHR, 10).and(16))
                      .castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 14], s2);
      s3 =
          ((FloatVector)
                  v1.lanewise(LSHR, 28).or(high.lanewise(LSHR, 11).and(16)).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 15], s3);
      sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }

  /** 5-bit codes with scales of any kind. */
  static void dot5General(DotCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    float[] sums = call.sums;
    float zero = -call.zero;
    long blockBytes = call.blockBytes;
    long groupBytes = call.groupBytes;
    long codes = call.codes;
    long highs = call.highs;
    int unitsPerBlock = 1 << call.blockShift;
    int scaleShift = call.scaleShift;
    int inScale = (1 << scaleShift) - 1;
    DotCall.Plane subScales = call.subScales;
    DotCall.Plane offsets = call.offsets;
    DotCall.Plane subOffsets = call.subOffsets;
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
        long word = group + codes + (long) j * Lanes.BYTES;
        IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
        IntVector high =
            fromMemorySegment(
                    Lanes.I, w, group + highs + (long) (j >> 2) * Lanes.BYTES, Lanes.ORDER)
                .lanewise(LSHR, (j & 3) << 3);
        int k = (first + u) << 3;
        float ofX = sums[first + u];
        FloatVector s0 =
            ((FloatVector) v0.and(15).or(high.lanewise(LSHL, 4).and(16)).castShape(Lanes.F, 0))
                .lanewise(FMA, x[k], FloatVector.broadcast(Lanes.F, zero * ofX));
        FloatVector s1 =
            ((FloatVector)
                    v0.lanewise(LSHR, 4)
                        .and(15)
                        .or(high.lanewise(LSHL, 3).and(16))
                        .castShape(Lanes.F, 0))
                .mul(x[k + 1]);
        FloatVector s2 =
            ((FloatVector)
                    v0.lanewise(LSHR, 8)
                        .and(15)
                        .or(high.lanewise(LSHL, 2).and(16))
                        .castShape(Lanes.F, 0))
                .mul(x[k + 2]);
        FloatVector s3 =
            ((FloatVector)
                    v0.lanewise(LSHR, 12)
                        .and(15)
                        .or(high.lanewise(LSHL, 1).and(16))
                        .castShape(Lanes.F, 0))
                .mul(x[k + 3]);
        s0 =
            ((FloatVector) v0.lanewise(LSHR, 16).and(15).or(high.and(16)).castShape(Lanes.F, 0))
                .lanewise(FMA, x[k + 4], s0);
        s1 =
            ((FloatVector)
                    v0.lanewise(LSHR, 20)
                        .and(15)
                        .or(high.lanewise(LSHR, 1).and(16))
                        .castShape(Lanes.F, 0))
                .lanewise(FMA, x[k + 5], s1);
        s2 =
            ((FloatVector)
                    v0.lanewise(LSHR, 24)
                        .and(15)
                        .or(high.lanewise(LSHR, 2).and(16))
                        .castShape(Lanes.F, 0))
                .lanewise(FMA, x[k + 6], s2);
        s3 =
            ((FloatVector)
                    v0.lanewise(LSHR, 28).or(high.lanewise(LSHR, 3).and(16)).castShape(Lanes.F, 0))
                .lanewise(FMA, x[k + 7], s3);
        sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
        sum = offset.lanewise(FMA, ofX, sum);
      }
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }

  /** 6-bit codes with one scale a block. */
  static void dot6(DotCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    float[] sums = call.sums;
    float zero = -call.zero;
    long start = call.start;
    long blockBytes = call.blockBytes;
    long codes = call.codes;
    long highs = call.highs;
    int blockShift = call.blockShift - 1;
    int inBlock = (1 << blockShift) - 1;
    int steps = call.units >> 1;
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int i = 0; i < steps; i++) {
      long at = start + (i >> blockShift) * blockBytes;
      FloatVector scale = VectorMath.halves(w, at);
      int j = i & inBlock;
      long word = at + codes + (long) j * (2 * Lanes.BYTES);
      IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
      IntVector v1 = fromMemorySegment(Lanes.I, w, word + Lanes.BYTES, Lanes.ORDER);
      IntVector high =
          fromMemorySegment(Lanes.I, w, at + highs + (long) j * Lanes.BYTES, Lanes.ORDER);
      int k = i << 4;
      FloatVector s0 =
          ((FloatVector) v0.and(15).or(high.lanewise(LSHL, 4).and(48)).castShape(Lanes.F, 0))
              .lanewise(
                  FMA,
                  x[k],
                  FloatVector.broadcast(Lanes.F, zero * (sums[2 * i] + sums[2 * i + 1])));
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
      s0 =
          ((FloatVector) v1.and(15).or(high.lanewise(LSHR, 12).and(48)).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 8], s0);
      s1 =
          ((FloatVector)
                  v1.lanewise(LSHR, 4)
                      .and(15)
                      .or(high.lanewise(LSHR, 14).and(48))
                      .castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 9], s1);
      s2 =
          ((FloatVector)
                  v1.lanewise(LSHR, 8)
                      .and(15)
                      .or(high.lanewise(LSHR, 16).and(48))
                      .castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 10], s2);
      s3 =
          ((FloatVector)
                  v1.lanewise(LSHR, 12)
                      .and(15)
                      .or(high.lanewise(LSHR, 18).and(48))
                      .castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 11], s3);
      s0 =
          ((FloatVector)
                  v1.lanewise(LSHR, 16)
                      .and(15)
                      .or(high.lanewise(LSHR, 20).and(48))
                      .castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 12], s0);
      s1 =
          ((FloatVector)
                  v1.lanewise(LSHR, 20)
                      .and(15)
                      .or(high.lanewise(LSHR, 22).and(48))
                      .castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 13], s1);
      s2 =
          ((FloatVector)
                  v1.lanewise(LSHR, 24)
                      .and(15)
                      .or(high.lanewise(LSHR, 24).and(48))
                      .castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 14], s2);
      s3 =
          ((FloatVector)
                  v1.lanewise(LSHR, 28).or(high.lanewise(LSHR, 26).and(48)).castShape(Lanes.F, 0))
              .lanewise(FMA, x[k + 15], s3);
      sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }

  /** 6-bit codes with scales of any kind. */
  static void dot6General(DotCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    float[] sums = call.sums;
    float zero = -call.zero;
    long blockBytes = call.blockBytes;
    long groupBytes = call.groupBytes;
    long codes = call.codes;
    long highs = call.highs;
    int unitsPerBlock = 1 << call.blockShift;
    int scaleShift = call.scaleShift;
    int inScale = (1 << scaleShift) - 1;
    DotCall.Plane subScales = call.subScales;
    DotCall.Plane offsets = call.offsets;
    DotCall.Plane subOffsets = call.subOffsets;
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
        long word = group + codes + (long) j * Lanes.BYTES;
        IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
        IntVector high =
            fromMemorySegment(
                    Lanes.I, w, group + highs + (long) (j >> 1) * Lanes.BYTES, Lanes.ORDER)
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

  /** 8-bit codes with one scale a block. */
  static void dot8(DotCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    long start = call.start;
    long blockBytes = call.blockBytes;
    long codes = call.codes;
    int blockShift = call.blockShift - 1;
    int inBlock = (1 << blockShift) - 1;
    int steps = call.units >> 1;
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int i = 0; i < steps; i++) {
      long at = start + (i >> blockShift) * blockBytes;
      FloatVector scale = VectorMath.halves(w, at);
      int j = i & inBlock;
      long word = at + codes + (long) j * (4 * Lanes.BYTES);
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

  /** 8-bit codes with scales of any kind. */
  static void dot8General(DotCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    float[] sums = call.sums;
    float zero = -call.zero;
    long blockBytes = call.blockBytes;
    long groupBytes = call.groupBytes;
    long codes = call.codes;
    int unitsPerBlock = 1 << call.blockShift;
    int scaleShift = call.scaleShift;
    int inScale = (1 << scaleShift) - 1;
    DotCall.Plane subScales = call.subScales;
    DotCall.Plane offsets = call.offsets;
    DotCall.Plane subOffsets = call.subOffsets;
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
        long word = group + codes + (long) j * (2 * Lanes.BYTES);
        IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
        IntVector v1 = fromMemorySegment(Lanes.I, w, word + Lanes.BYTES, Lanes.ORDER);
        int k = (first + u) << 3;
        float ofX = sums[first + u];
        FloatVector s0 =
            ((FloatVector) v0.lanewise(LSHL, 24).lanewise(ASHR, 24).castShape(Lanes.F, 0))
                .lanewise(FMA, x[k], FloatVector.broadcast(Lanes.F, zero * ofX));
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

  /** Sums of 8 activations each. */
  static void sumActivations(float[] x, float[] sums, int units) {
    for (int u = 0; u < units; u++) {
      int k = u << 3;
      sums[u] =
          ((x[k] + x[k + 1]) + (x[k + 2] + x[k + 3]))
              + ((x[k + 4] + x[k + 5]) + (x[k + 6] + x[k + 7]));
    }
  }
}
