package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * The innermost part of the matrix product for machines with 16 registers (6 x 2 sums, 2 loads, 1
 * broadcast): every sum is a local variable, loaded and stored here, since C2 boxes vectors that
 * leave a method.
 */
final class NarrowTiles {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private NarrowTiles() {}

  /** 6 tokens by 2 vectors of rows. */
  static void tile6x2(TileCall call) {
    MemorySegment a = call.a;
    MemorySegment b = call.b;
    long aAt = call.aOffset;
    long bAt = call.bOffset;
    int depth = call.depth;
    FloatVector s00 = FloatVector.zero(Lanes.F);
    FloatVector s01 = FloatVector.zero(Lanes.F);
    FloatVector s10 = FloatVector.zero(Lanes.F);
    FloatVector s11 = FloatVector.zero(Lanes.F);
    FloatVector s20 = FloatVector.zero(Lanes.F);
    FloatVector s21 = FloatVector.zero(Lanes.F);
    FloatVector s30 = FloatVector.zero(Lanes.F);
    FloatVector s31 = FloatVector.zero(Lanes.F);
    FloatVector s40 = FloatVector.zero(Lanes.F);
    FloatVector s41 = FloatVector.zero(Lanes.F);
    FloatVector s50 = FloatVector.zero(Lanes.F);
    FloatVector s51 = FloatVector.zero(Lanes.F);
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(Lanes.F, b, bAt, Lanes.ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(Lanes.F, b, bAt + Lanes.BYTES, Lanes.ORDER);
      FloatVector a0 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt));
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
      FloatVector a1 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt + 4));
      s10 = a1.fma(b0, s10);
      s11 = a1.fma(b1, s11);
      FloatVector a2 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt + 8));
      s20 = a2.fma(b0, s20);
      s21 = a2.fma(b1, s21);
      FloatVector a3 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt + 12));
      s30 = a3.fma(b0, s30);
      s31 = a3.fma(b1, s31);
      FloatVector a4 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt + 16));
      s40 = a4.fma(b0, s40);
      s41 = a4.fma(b1, s41);
      FloatVector a5 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt + 20));
      s50 = a5.fma(b0, s50);
      s51 = a5.fma(b1, s51);
      aAt += 24;
      bAt += Lanes.TILE_BYTES;
    }
    MemorySegment c = call.c;
    long c0 = call.cOffset;
    long c1 = call.cOffset + call.cStride;
    long c2 = call.cOffset + 2 * call.cStride;
    long c3 = call.cOffset + 3 * call.cStride;
    long c4 = call.cOffset + 4 * call.cStride;
    long c5 = call.cOffset + 5 * call.cStride;
    if (call.add) {
      s00 = s00.add(FloatVector.fromMemorySegment(Lanes.F, c, c0, Lanes.ORDER));
      s01 = s01.add(FloatVector.fromMemorySegment(Lanes.F, c, c0 + Lanes.BYTES, Lanes.ORDER));
      s10 = s10.add(FloatVector.fromMemorySegment(Lanes.F, c, c1, Lanes.ORDER));
      s11 = s11.add(FloatVector.fromMemorySegment(Lanes.F, c, c1 + Lanes.BYTES, Lanes.ORDER));
      s20 = s20.add(FloatVector.fromMemorySegment(Lanes.F, c, c2, Lanes.ORDER));
      s21 = s21.add(FloatVector.fromMemorySegment(Lanes.F, c, c2 + Lanes.BYTES, Lanes.ORDER));
      s30 = s30.add(FloatVector.fromMemorySegment(Lanes.F, c, c3, Lanes.ORDER));
      s31 = s31.add(FloatVector.fromMemorySegment(Lanes.F, c, c3 + Lanes.BYTES, Lanes.ORDER));
      s40 = s40.add(FloatVector.fromMemorySegment(Lanes.F, c, c4, Lanes.ORDER));
      s41 = s41.add(FloatVector.fromMemorySegment(Lanes.F, c, c4 + Lanes.BYTES, Lanes.ORDER));
      s50 = s50.add(FloatVector.fromMemorySegment(Lanes.F, c, c5, Lanes.ORDER));
      s51 = s51.add(FloatVector.fromMemorySegment(Lanes.F, c, c5 + Lanes.BYTES, Lanes.ORDER));
    }
    s00.intoMemorySegment(c, c0, Lanes.ORDER);
    s01.intoMemorySegment(c, c0 + Lanes.BYTES, Lanes.ORDER);
    s10.intoMemorySegment(c, c1, Lanes.ORDER);
    s11.intoMemorySegment(c, c1 + Lanes.BYTES, Lanes.ORDER);
    s20.intoMemorySegment(c, c2, Lanes.ORDER);
    s21.intoMemorySegment(c, c2 + Lanes.BYTES, Lanes.ORDER);
    s30.intoMemorySegment(c, c3, Lanes.ORDER);
    s31.intoMemorySegment(c, c3 + Lanes.BYTES, Lanes.ORDER);
    s40.intoMemorySegment(c, c4, Lanes.ORDER);
    s41.intoMemorySegment(c, c4 + Lanes.BYTES, Lanes.ORDER);
    s50.intoMemorySegment(c, c5, Lanes.ORDER);
    s51.intoMemorySegment(c, c5 + Lanes.BYTES, Lanes.ORDER);
  }

  /** 4 tokens by 2 vectors of rows. */
  static void tile4x2(TileCall call) {
    MemorySegment a = call.a;
    MemorySegment b = call.b;
    long aAt = call.aOffset;
    long bAt = call.bOffset;
    int depth = call.depth;
    FloatVector s00 = FloatVector.zero(Lanes.F);
    FloatVector s01 = FloatVector.zero(Lanes.F);
    FloatVector s10 = FloatVector.zero(Lanes.F);
    FloatVector s11 = FloatVector.zero(Lanes.F);
    FloatVector s20 = FloatVector.zero(Lanes.F);
    FloatVector s21 = FloatVector.zero(Lanes.F);
    FloatVector s30 = FloatVector.zero(Lanes.F);
    FloatVector s31 = FloatVector.zero(Lanes.F);
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(Lanes.F, b, bAt, Lanes.ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(Lanes.F, b, bAt + Lanes.BYTES, Lanes.ORDER);
      FloatVector a0 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt));
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
      FloatVector a1 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt + 4));
      s10 = a1.fma(b0, s10);
      s11 = a1.fma(b1, s11);
      FloatVector a2 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt + 8));
      s20 = a2.fma(b0, s20);
      s21 = a2.fma(b1, s21);
      FloatVector a3 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt + 12));
      s30 = a3.fma(b0, s30);
      s31 = a3.fma(b1, s31);
      aAt += 16;
      bAt += Lanes.TILE_BYTES;
    }
    MemorySegment c = call.c;
    long c0 = call.cOffset;
    long c1 = call.cOffset + call.cStride;
    long c2 = call.cOffset + 2 * call.cStride;
    long c3 = call.cOffset + 3 * call.cStride;
    if (call.add) {
      s00 = s00.add(FloatVector.fromMemorySegment(Lanes.F, c, c0, Lanes.ORDER));
      s01 = s01.add(FloatVector.fromMemorySegment(Lanes.F, c, c0 + Lanes.BYTES, Lanes.ORDER));
      s10 = s10.add(FloatVector.fromMemorySegment(Lanes.F, c, c1, Lanes.ORDER));
      s11 = s11.add(FloatVector.fromMemorySegment(Lanes.F, c, c1 + Lanes.BYTES, Lanes.ORDER));
      s20 = s20.add(FloatVector.fromMemorySegment(Lanes.F, c, c2, Lanes.ORDER));
      s21 = s21.add(FloatVector.fromMemorySegment(Lanes.F, c, c2 + Lanes.BYTES, Lanes.ORDER));
      s30 = s30.add(FloatVector.fromMemorySegment(Lanes.F, c, c3, Lanes.ORDER));
      s31 = s31.add(FloatVector.fromMemorySegment(Lanes.F, c, c3 + Lanes.BYTES, Lanes.ORDER));
    }
    s00.intoMemorySegment(c, c0, Lanes.ORDER);
    s01.intoMemorySegment(c, c0 + Lanes.BYTES, Lanes.ORDER);
    s10.intoMemorySegment(c, c1, Lanes.ORDER);
    s11.intoMemorySegment(c, c1 + Lanes.BYTES, Lanes.ORDER);
    s20.intoMemorySegment(c, c2, Lanes.ORDER);
    s21.intoMemorySegment(c, c2 + Lanes.BYTES, Lanes.ORDER);
    s30.intoMemorySegment(c, c3, Lanes.ORDER);
    s31.intoMemorySegment(c, c3 + Lanes.BYTES, Lanes.ORDER);
  }

  /** 2 tokens by 2 vectors of rows. */
  static void tile2x2(TileCall call) {
    MemorySegment a = call.a;
    MemorySegment b = call.b;
    long aAt = call.aOffset;
    long bAt = call.bOffset;
    int depth = call.depth;
    FloatVector s00 = FloatVector.zero(Lanes.F);
    FloatVector s01 = FloatVector.zero(Lanes.F);
    FloatVector s10 = FloatVector.zero(Lanes.F);
    FloatVector s11 = FloatVector.zero(Lanes.F);
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(Lanes.F, b, bAt, Lanes.ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(Lanes.F, b, bAt + Lanes.BYTES, Lanes.ORDER);
      FloatVector a0 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt));
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
      FloatVector a1 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt + 4));
      s10 = a1.fma(b0, s10);
      s11 = a1.fma(b1, s11);
      aAt += 8;
      bAt += Lanes.TILE_BYTES;
    }
    MemorySegment c = call.c;
    long c0 = call.cOffset;
    long c1 = call.cOffset + call.cStride;
    if (call.add) {
      s00 = s00.add(FloatVector.fromMemorySegment(Lanes.F, c, c0, Lanes.ORDER));
      s01 = s01.add(FloatVector.fromMemorySegment(Lanes.F, c, c0 + Lanes.BYTES, Lanes.ORDER));
      s10 = s10.add(FloatVector.fromMemorySegment(Lanes.F, c, c1, Lanes.ORDER));
      s11 = s11.add(FloatVector.fromMemorySegment(Lanes.F, c, c1 + Lanes.BYTES, Lanes.ORDER));
    }
    s00.intoMemorySegment(c, c0, Lanes.ORDER);
    s01.intoMemorySegment(c, c0 + Lanes.BYTES, Lanes.ORDER);
    s10.intoMemorySegment(c, c1, Lanes.ORDER);
    s11.intoMemorySegment(c, c1 + Lanes.BYTES, Lanes.ORDER);
  }
}
