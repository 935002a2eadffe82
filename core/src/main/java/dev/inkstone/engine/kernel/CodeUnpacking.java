package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Turns a stretch of one panel of codes into floats, {@code [column][rows of the tile]}: {@code
 * scale * code + offset}, 8 columns a step.
 */
final class CodeUnpacking {
  private CodeUnpacking() {}

  /** 4-bit codes. */
  static void unpack4(PanelCall call) {
    MemorySegment w = call.weights;
    MemorySegment scratch = call.scratch;
    MemorySegment out = call.out;
    int scaleBlocks = call.scaleBlocks;
    int units = call.unitsPerScale;
    long scales = call.scales;
    long offsets = call.offsets;
    long outAt = call.outOffset;
    for (int s = 0; s < scaleBlocks; s++) {
      long low = call.low(s);
      FloatVector scale =
          FloatVector.fromMemorySegment(
              Lanes.F, scratch, scales + (long) s * Lanes.BYTES, Lanes.ORDER);
      FloatVector offset =
          FloatVector.fromMemorySegment(
              Lanes.F, scratch, offsets + (long) s * Lanes.BYTES, Lanes.ORDER);
      for (int u = 0; u < units; u++) {
        IntVector v0 = IntVector.fromMemorySegment(Lanes.I, w, low, Lanes.ORDER);
        ((FloatVector) v0.and(15).castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt, Lanes.ORDER);
        ((FloatVector) v0.lanewise(VectorOperators.LSHR, 4).and(15).castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector) v0.lanewise(VectorOperators.LSHR, 8).and(15).castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 2 * Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector) v0.lanewise(VectorOperators.LSHR, 12).and(15).castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 3 * Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector) v0.lanewise(VectorOperators.LSHR, 16).and(15).castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 4 * Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector) v0.lanewise(VectorOperators.LSHR, 20).and(15).castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 5 * Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector) v0.lanewise(VectorOperators.LSHR, 24).and(15).castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 6 * Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector) v0.lanewise(VectorOperators.LSHR, 28).castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 7 * Lanes.TILE_BYTES, Lanes.ORDER);
        low += Lanes.BYTES;
        outAt += 8 * Lanes.TILE_BYTES;
      }
    }
  }

  /** 5-bit codes. */
  static void unpack5(PanelCall call) {
    MemorySegment w = call.weights;
    MemorySegment scratch = call.scratch;
    MemorySegment out = call.out;
    int scaleBlocks = call.scaleBlocks;
    int units = call.unitsPerScale;
    long scales = call.scales;
    long offsets = call.offsets;
    long outAt = call.outOffset;
    for (int s = 0; s < scaleBlocks; s++) {
      long low = call.low(s);
      long high = call.high(s);
      int column = 0;
      FloatVector scale =
          FloatVector.fromMemorySegment(
              Lanes.F, scratch, scales + (long) s * Lanes.BYTES, Lanes.ORDER);
      FloatVector offset =
          FloatVector.fromMemorySegment(
              Lanes.F, scratch, offsets + (long) s * Lanes.BYTES, Lanes.ORDER);
      for (int u = 0; u < units; u++) {
        IntVector h =
            IntVector.fromMemorySegment(
                    Lanes.I, w, high + (long) (column >> 5) * Lanes.BYTES, Lanes.ORDER)
                .lanewise(VectorOperators.LSHR, column & 24);
        column += 8;
        IntVector v0 = IntVector.fromMemorySegment(Lanes.I, w, low, Lanes.ORDER);
        ((FloatVector)
                v0.and(15).or(h.lanewise(VectorOperators.LSHL, 4).and(16)).castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt, Lanes.ORDER);
        ((FloatVector)
                v0.lanewise(VectorOperators.LSHR, 4)
                    .and(15)
                    .or(h.lanewise(VectorOperators.LSHL, 3).and(16))
                    .castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector)
                v0.lanewise(VectorOperators.LSHR, 8)
                    .and(15)
                    .or(h.lanewise(VectorOperators.LSHL, 2).and(16))
                    .castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 2 * Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector)
                v0.lanewise(VectorOperators.LSHR, 12)
                    .and(15)
                    .or(h.lanewise(VectorOperators.LSHL, 1).and(16))
                    .castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 3 * Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector)
                v0.lanewise(VectorOperators.LSHR, 16).and(15).or(h.and(16)).castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 4 * Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector)
                v0.lanewise(VectorOperators.LSHR, 20)
                    .and(15)
                    .or(h.lanewise(VectorOperators.LSHR, 1).and(16))
                    .castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 5 * Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector)
                v0.lanewise(VectorOperators.LSHR, 24)
                    .and(15)
                    .or(h.lanewise(VectorOperators.LSHR, 2).and(16))
                    .castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 6 * Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector)
                v0.lanewise(VectorOperators.LSHR, 28)
                    .or(h.lanewise(VectorOperators.LSHR, 3).and(16))
                    .castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 7 * Lanes.TILE_BYTES, Lanes.ORDER);
        low += Lanes.BYTES;
        outAt += 8 * Lanes.TILE_BYTES;
      }
    }
  }

  /** 6-bit codes. */
  static void unpack6(PanelCall call) {
    MemorySegment w = call.weights;
    MemorySegment scratch = call.scratch;
    MemorySegment out = call.out;
    int scaleBlocks = call.scaleBlocks;
    int units = call.unitsPerScale;
    long scales = call.scales;
    long offsets = call.offsets;
    long outAt = call.outOffset;
    for (int s = 0; s < scaleBlocks; s++) {
      long low = call.low(s);
      long high = call.high(s);
      int column = 0;
      FloatVector scale =
          FloatVector.fromMemorySegment(
              Lanes.F, scratch, scales + (long) s * Lanes.BYTES, Lanes.ORDER);
      FloatVector offset =
          FloatVector.fromMemorySegment(
              Lanes.F, scratch, offsets + (long) s * Lanes.BYTES, Lanes.ORDER);
      for (int u = 0; u < units; u++) {
        IntVector h =
            IntVector.fromMemorySegment(
                    Lanes.I, w, high + (long) (column >> 4) * Lanes.BYTES, Lanes.ORDER)
                .lanewise(VectorOperators.LSHR, 2 * (column & 8));
        column += 8;
        IntVector v0 = IntVector.fromMemorySegment(Lanes.I, w, low, Lanes.ORDER);
        ((FloatVector)
                v0.and(15).or(h.lanewise(VectorOperators.LSHL, 4).and(48)).castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt, Lanes.ORDER);
        ((FloatVector)
                v0.lanewise(VectorOperators.LSHR, 4)
                    .and(15)
                    .or(h.lanewise(VectorOperators.LSHL, 2).and(48))
                    .castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector)
                v0.lanewise(VectorOperators.LSHR, 8).and(15).or(h.and(48)).castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 2 * Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector)
                v0.lanewise(VectorOperators.LSHR, 12)
                    .and(15)
                    .or(h.lanewise(VectorOperators.LSHR, 2).and(48))
                    .castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 3 * Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector)
                v0.lanewise(VectorOperators.LSHR, 16)
                    .and(15)
                    .or(h.lanewise(VectorOperators.LSHR, 4).and(48))
                    .castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 4 * Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector)
                v0.lanewise(VectorOperators.LSHR, 20)
                    .and(15)
                    .or(h.lanewise(VectorOperators.LSHR, 6).and(48))
                    .castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 5 * Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector)
                v0.lanewise(VectorOperators.LSHR, 24)
                    .and(15)
                    .or(h.lanewise(VectorOperators.LSHR, 8).and(48))
                    .castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 6 * Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector)
                v0.lanewise(VectorOperators.LSHR, 28)
                    .or(h.lanewise(VectorOperators.LSHR, 10).and(48))
                    .castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 7 * Lanes.TILE_BYTES, Lanes.ORDER);
        low += Lanes.BYTES;
        outAt += 8 * Lanes.TILE_BYTES;
      }
    }
  }

  /** 8-bit codes. */
  static void unpack8(PanelCall call) {
    MemorySegment w = call.weights;
    MemorySegment scratch = call.scratch;
    MemorySegment out = call.out;
    int scaleBlocks = call.scaleBlocks;
    int units = call.unitsPerScale;
    long scales = call.scales;
    long offsets = call.offsets;
    long outAt = call.outOffset;
    for (int s = 0; s < scaleBlocks; s++) {
      long low = call.low(s);
      FloatVector scale =
          FloatVector.fromMemorySegment(
              Lanes.F, scratch, scales + (long) s * Lanes.BYTES, Lanes.ORDER);
      FloatVector offset =
          FloatVector.fromMemorySegment(
              Lanes.F, scratch, offsets + (long) s * Lanes.BYTES, Lanes.ORDER);
      for (int u = 0; u < units; u++) {
        IntVector v0 = IntVector.fromMemorySegment(Lanes.I, w, low, Lanes.ORDER);
        IntVector v1 = IntVector.fromMemorySegment(Lanes.I, w, low + Lanes.BYTES, Lanes.ORDER);
        ((FloatVector)
                v0.lanewise(VectorOperators.LSHL, 24)
                    .lanewise(VectorOperators.ASHR, 24)
                    .castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt, Lanes.ORDER);
        ((FloatVector)
                v0.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 24)
                    .castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector)
                v0.lanewise(VectorOperators.LSHL, 8)
                    .lanewise(VectorOperators.ASHR, 24)
                    .castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 2 * Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector) v0.lanewise(VectorOperators.ASHR, 24).castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 3 * Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector)
                v1.lanewise(VectorOperators.LSHL, 24)
                    .lanewise(VectorOperators.ASHR, 24)
                    .castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 4 * Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector)
                v1.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 24)
                    .castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 5 * Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector)
                v1.lanewise(VectorOperators.LSHL, 8)
                    .lanewise(VectorOperators.ASHR, 24)
                    .castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 6 * Lanes.TILE_BYTES, Lanes.ORDER);
        ((FloatVector) v1.lanewise(VectorOperators.ASHR, 24).castShape(Lanes.F, 0))
            .fma(scale, offset)
            .intoMemorySegment(out, outAt + 7 * Lanes.TILE_BYTES, Lanes.ORDER);
        low += 2 * Lanes.BYTES;
        outAt += 8 * Lanes.TILE_BYTES;
      }
    }
  }
}
