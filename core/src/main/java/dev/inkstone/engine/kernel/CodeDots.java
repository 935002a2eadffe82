package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Products of one panel of codes with one token: lane by lane the sum over scale blocks of {@code
 * scale * sum(code * x)}, added to what stands in the result. Code values are turned into floats in
 * registers, 8 columns a step.
 */
final class CodeDots {
  private CodeDots() {}

  /** 4-bit codes, looked up in a table of 16 floats: for vectors of 16 lanes. */
  static void dot4ByTable(PanelCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    MemorySegment scratch = call.scratch;
    int scaleBlocks = call.scaleBlocks;
    int units = call.unitsPerScale;
    long low = call.low;
    int xAt = call.xIndex;
    long scales = call.scales;
    IntVector table = PanelCall.table(call.zero);
    FloatVector sum = FloatVector.fromMemorySegment(Lanes.F, call.out, call.outOffset, Lanes.ORDER);
    for (int s = 0; s < scaleBlocks; s++) {
      FloatVector s0 = FloatVector.zero(Lanes.F);
      FloatVector s1 = FloatVector.zero(Lanes.F);
      FloatVector s2 = FloatVector.zero(Lanes.F);
      FloatVector s3 = FloatVector.zero(Lanes.F);
      for (int u = 0; u < units; u++) {
        IntVector v0 = IntVector.fromMemorySegment(Lanes.I, w, low, Lanes.ORDER);
        s0 =
            v0.selectFrom(table)
                .reinterpretAsFloats()
                .fma(FloatVector.broadcast(Lanes.F, x[xAt]), s0);
        s1 =
            v0.lanewise(VectorOperators.LSHR, 4)
                .selectFrom(table)
                .reinterpretAsFloats()
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 1]), s1);
        s2 =
            v0.lanewise(VectorOperators.LSHR, 8)
                .selectFrom(table)
                .reinterpretAsFloats()
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 2]), s2);
        s3 =
            v0.lanewise(VectorOperators.LSHR, 12)
                .selectFrom(table)
                .reinterpretAsFloats()
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 3]), s3);
        s0 =
            v0.lanewise(VectorOperators.LSHR, 16)
                .selectFrom(table)
                .reinterpretAsFloats()
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 4]), s0);
        s1 =
            v0.lanewise(VectorOperators.LSHR, 20)
                .selectFrom(table)
                .reinterpretAsFloats()
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 5]), s1);
        s2 =
            v0.lanewise(VectorOperators.LSHR, 24)
                .selectFrom(table)
                .reinterpretAsFloats()
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 6]), s2);
        s3 =
            v0.lanewise(VectorOperators.LSHR, 28)
                .selectFrom(table)
                .reinterpretAsFloats()
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 7]), s3);
        low += Lanes.BYTES;
        xAt += 8;
      }
      FloatVector scale =
          FloatVector.fromMemorySegment(
              Lanes.F, scratch, scales + (long) s * Lanes.BYTES, Lanes.ORDER);
      sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }

  /** 4-bit codes, converted to floats. */
  static void dot4(PanelCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    MemorySegment scratch = call.scratch;
    int scaleBlocks = call.scaleBlocks;
    int units = call.unitsPerScale;
    long low = call.low;
    int xAt = call.xIndex;
    long scales = call.scales;
    FloatVector sum = FloatVector.fromMemorySegment(Lanes.F, call.out, call.outOffset, Lanes.ORDER);
    for (int s = 0; s < scaleBlocks; s++) {
      FloatVector s0 = FloatVector.zero(Lanes.F);
      FloatVector s1 = FloatVector.zero(Lanes.F);
      FloatVector s2 = FloatVector.zero(Lanes.F);
      FloatVector s3 = FloatVector.zero(Lanes.F);
      for (int u = 0; u < units; u++) {
        IntVector v0 = IntVector.fromMemorySegment(Lanes.I, w, low, Lanes.ORDER);
        s0 =
            ((FloatVector) v0.and(15).castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt]), s0);
        s1 =
            ((FloatVector) v0.lanewise(VectorOperators.LSHR, 4).and(15).castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 1]), s1);
        s2 =
            ((FloatVector) v0.lanewise(VectorOperators.LSHR, 8).and(15).castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 2]), s2);
        s3 =
            ((FloatVector) v0.lanewise(VectorOperators.LSHR, 12).and(15).castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 3]), s3);
        s0 =
            ((FloatVector) v0.lanewise(VectorOperators.LSHR, 16).and(15).castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 4]), s0);
        s1 =
            ((FloatVector) v0.lanewise(VectorOperators.LSHR, 20).and(15).castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 5]), s1);
        s2 =
            ((FloatVector) v0.lanewise(VectorOperators.LSHR, 24).and(15).castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 6]), s2);
        s3 =
            ((FloatVector) v0.lanewise(VectorOperators.LSHR, 28).castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 7]), s3);
        low += Lanes.BYTES;
        xAt += 8;
      }
      FloatVector scale =
          FloatVector.fromMemorySegment(
              Lanes.F, scratch, scales + (long) s * Lanes.BYTES, Lanes.ORDER);
      sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }

  /** 5-bit codes. */
  static void dot5(PanelCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    MemorySegment scratch = call.scratch;
    int scaleBlocks = call.scaleBlocks;
    int units = call.unitsPerScale;
    long low = call.low;
    int xAt = call.xIndex;
    long scales = call.scales;
    long high = call.high;
    int column = call.firstColumn;
    FloatVector sum = FloatVector.fromMemorySegment(Lanes.F, call.out, call.outOffset, Lanes.ORDER);
    for (int s = 0; s < scaleBlocks; s++) {
      FloatVector s0 = FloatVector.zero(Lanes.F);
      FloatVector s1 = FloatVector.zero(Lanes.F);
      FloatVector s2 = FloatVector.zero(Lanes.F);
      FloatVector s3 = FloatVector.zero(Lanes.F);
      for (int u = 0; u < units; u++) {
        IntVector h =
            IntVector.fromMemorySegment(
                    Lanes.I, w, high + (long) (column >> 5) * Lanes.BYTES, Lanes.ORDER)
                .lanewise(VectorOperators.LSHR, column & 24);
        column += 8;
        IntVector v0 = IntVector.fromMemorySegment(Lanes.I, w, low, Lanes.ORDER);
        s0 =
            ((FloatVector)
                    v0.and(15)
                        .or(h.lanewise(VectorOperators.LSHL, 4).and(16))
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt]), s0);
        s1 =
            ((FloatVector)
                    v0.lanewise(VectorOperators.LSHR, 4)
                        .and(15)
                        .or(h.lanewise(VectorOperators.LSHL, 3).and(16))
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 1]), s1);
        s2 =
            ((FloatVector)
                    v0.lanewise(VectorOperators.LSHR, 8)
                        .and(15)
                        .or(h.lanewise(VectorOperators.LSHL, 2).and(16))
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 2]), s2);
        s3 =
            ((FloatVector)
                    v0.lanewise(VectorOperators.LSHR, 12)
                        .and(15)
                        .or(h.lanewise(VectorOperators.LSHL, 1).and(16))
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 3]), s3);
        s0 =
            ((FloatVector)
                    v0.lanewise(VectorOperators.LSHR, 16)
                        .and(15)
                        .or(h.and(16))
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 4]), s0);
        s1 =
            ((FloatVector)
                    v0.lanewise(VectorOperators.LSHR, 20)
                        .and(15)
                        .or(h.lanewise(VectorOperators.LSHR, 1).and(16))
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 5]), s1);
        s2 =
            ((FloatVector)
                    v0.lanewise(VectorOperators.LSHR, 24)
                        .and(15)
                        .or(h.lanewise(VectorOperators.LSHR, 2).and(16))
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 6]), s2);
        s3 =
            ((FloatVector)
                    v0.lanewise(VectorOperators.LSHR, 28)
                        .or(h.lanewise(VectorOperators.LSHR, 3).and(16))
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 7]), s3);
        low += Lanes.BYTES;
        xAt += 8;
      }
      FloatVector scale =
          FloatVector.fromMemorySegment(
              Lanes.F, scratch, scales + (long) s * Lanes.BYTES, Lanes.ORDER);
      sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }

  /** 6-bit codes. */
  static void dot6(PanelCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    MemorySegment scratch = call.scratch;
    int scaleBlocks = call.scaleBlocks;
    int units = call.unitsPerScale;
    long low = call.low;
    int xAt = call.xIndex;
    long scales = call.scales;
    long high = call.high;
    int column = call.firstColumn;
    FloatVector sum = FloatVector.fromMemorySegment(Lanes.F, call.out, call.outOffset, Lanes.ORDER);
    for (int s = 0; s < scaleBlocks; s++) {
      FloatVector s0 = FloatVector.zero(Lanes.F);
      FloatVector s1 = FloatVector.zero(Lanes.F);
      FloatVector s2 = FloatVector.zero(Lanes.F);
      FloatVector s3 = FloatVector.zero(Lanes.F);
      for (int u = 0; u < units; u++) {
        IntVector h =
            IntVector.fromMemorySegment(
                    Lanes.I, w, high + (long) (column >> 4) * Lanes.BYTES, Lanes.ORDER)
                .lanewise(VectorOperators.LSHR, 2 * (column & 8));
        column += 8;
        IntVector v0 = IntVector.fromMemorySegment(Lanes.I, w, low, Lanes.ORDER);
        s0 =
            ((FloatVector)
                    v0.and(15)
                        .or(h.lanewise(VectorOperators.LSHL, 4).and(48))
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt]), s0);
        s1 =
            ((FloatVector)
                    v0.lanewise(VectorOperators.LSHR, 4)
                        .and(15)
                        .or(h.lanewise(VectorOperators.LSHL, 2).and(48))
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 1]), s1);
        s2 =
            ((FloatVector)
                    v0.lanewise(VectorOperators.LSHR, 8)
                        .and(15)
                        .or(h.and(48))
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 2]), s2);
        s3 =
            ((FloatVector)
                    v0.lanewise(VectorOperators.LSHR, 12)
                        .and(15)
                        .or(h.lanewise(VectorOperators.LSHR, 2).and(48))
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 3]), s3);
        s0 =
            ((FloatVector)
                    v0.lanewise(VectorOperators.LSHR, 16)
                        .and(15)
                        .or(h.lanewise(VectorOperators.LSHR, 4).and(48))
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 4]), s0);
        s1 =
            ((FloatVector)
                    v0.lanewise(VectorOperators.LSHR, 20)
                        .and(15)
                        .or(h.lanewise(VectorOperators.LSHR, 6).and(48))
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 5]), s1);
        s2 =
            ((FloatVector)
                    v0.lanewise(VectorOperators.LSHR, 24)
                        .and(15)
                        .or(h.lanewise(VectorOperators.LSHR, 8).and(48))
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 6]), s2);
        s3 =
            ((FloatVector)
                    v0.lanewise(VectorOperators.LSHR, 28)
                        .or(h.lanewise(VectorOperators.LSHR, 10).and(48))
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 7]), s3);
        low += Lanes.BYTES;
        xAt += 8;
      }
      FloatVector scale =
          FloatVector.fromMemorySegment(
              Lanes.F, scratch, scales + (long) s * Lanes.BYTES, Lanes.ORDER);
      sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }

  /** 8-bit codes. */
  static void dot8(PanelCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    MemorySegment scratch = call.scratch;
    int scaleBlocks = call.scaleBlocks;
    int units = call.unitsPerScale;
    long low = call.low;
    int xAt = call.xIndex;
    long scales = call.scales;
    FloatVector sum = FloatVector.fromMemorySegment(Lanes.F, call.out, call.outOffset, Lanes.ORDER);
    for (int s = 0; s < scaleBlocks; s++) {
      FloatVector s0 = FloatVector.zero(Lanes.F);
      FloatVector s1 = FloatVector.zero(Lanes.F);
      FloatVector s2 = FloatVector.zero(Lanes.F);
      FloatVector s3 = FloatVector.zero(Lanes.F);
      for (int u = 0; u < units; u++) {
        IntVector v0 = IntVector.fromMemorySegment(Lanes.I, w, low, Lanes.ORDER);
        IntVector v1 = IntVector.fromMemorySegment(Lanes.I, w, low + Lanes.BYTES, Lanes.ORDER);
        s0 =
            ((FloatVector)
                    v0.lanewise(VectorOperators.LSHL, 24)
                        .lanewise(VectorOperators.ASHR, 24)
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt]), s0);
        s1 =
            ((FloatVector)
                    v0.lanewise(VectorOperators.LSHL, 16)
                        .lanewise(VectorOperators.ASHR, 24)
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 1]), s1);
        s2 =
            ((FloatVector)
                    v0.lanewise(VectorOperators.LSHL, 8)
                        .lanewise(VectorOperators.ASHR, 24)
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 2]), s2);
        s3 =
            ((FloatVector) v0.lanewise(VectorOperators.ASHR, 24).castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 3]), s3);
        s0 =
            ((FloatVector)
                    v1.lanewise(VectorOperators.LSHL, 24)
                        .lanewise(VectorOperators.ASHR, 24)
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 4]), s0);
        s1 =
            ((FloatVector)
                    v1.lanewise(VectorOperators.LSHL, 16)
                        .lanewise(VectorOperators.ASHR, 24)
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 5]), s1);
        s2 =
            ((FloatVector)
                    v1.lanewise(VectorOperators.LSHL, 8)
                        .lanewise(VectorOperators.ASHR, 24)
                        .castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 6]), s2);
        s3 =
            ((FloatVector) v1.lanewise(VectorOperators.ASHR, 24).castShape(Lanes.F, 0))
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 7]), s3);
        low += 2 * Lanes.BYTES;
        xAt += 8;
      }
      FloatVector scale =
          FloatVector.fromMemorySegment(
              Lanes.F, scratch, scales + (long) s * Lanes.BYTES, Lanes.ORDER);
      sum = s0.add(s1).add(s2.add(s3)).fma(scale, sum);
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }
}
