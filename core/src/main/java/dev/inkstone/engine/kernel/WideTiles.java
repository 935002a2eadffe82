package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * The innermost part of the matrix product for machines with 32 registers (6 x 4 sums, 4 loads, 1
 * broadcast): every sum is a local variable, loaded and stored here, since C2 boxes vectors that
 * leave a method.
 */
final class WideTiles {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private WideTiles() {}

  /** 6 tokens by 4 vectors of rows. */
  static void tile6x4(TileCall call) {
    MemorySegment a = call.a;
    MemorySegment b = call.b;
    long aAt = call.aOffset;
    long bAt = call.bOffset;
    int depth = call.depth;
    FloatVector s00 = FloatVector.zero(Lanes.F);
    FloatVector s01 = FloatVector.zero(Lanes.F);
    FloatVector s02 = FloatVector.zero(Lanes.F);
    FloatVector s03 = FloatVector.zero(Lanes.F);
    FloatVector s10 = FloatVector.zero(Lanes.F);
    FloatVector s11 = FloatVector.zero(Lanes.F);
    FloatVector s12 = FloatVector.zero(Lanes.F);
    FloatVector s13 = FloatVector.zero(Lanes.F);
    FloatVector s20 = FloatVector.zero(Lanes.F);
    FloatVector s21 = FloatVector.zero(Lanes.F);
    FloatVector s22 = FloatVector.zero(Lanes.F);
    FloatVector s23 = FloatVector.zero(Lanes.F);
    FloatVector s30 = FloatVector.zero(Lanes.F);
    FloatVector s31 = FloatVector.zero(Lanes.F);
    FloatVector s32 = FloatVector.zero(Lanes.F);
    FloatVector s33 = FloatVector.zero(Lanes.F);
    FloatVector s40 = FloatVector.zero(Lanes.F);
    FloatVector s41 = FloatVector.zero(Lanes.F);
    FloatVector s42 = FloatVector.zero(Lanes.F);
    FloatVector s43 = FloatVector.zero(Lanes.F);
    FloatVector s50 = FloatVector.zero(Lanes.F);
    FloatVector s51 = FloatVector.zero(Lanes.F);
    FloatVector s52 = FloatVector.zero(Lanes.F);
    FloatVector s53 = FloatVector.zero(Lanes.F);
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(Lanes.F, b, bAt, Lanes.ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(Lanes.F, b, bAt + Lanes.BYTES, Lanes.ORDER);
      FloatVector b2 =
          FloatVector.fromMemorySegment(Lanes.F, b, bAt + 2 * Lanes.BYTES, Lanes.ORDER);
      FloatVector b3 =
          FloatVector.fromMemorySegment(Lanes.F, b, bAt + 3 * Lanes.BYTES, Lanes.ORDER);
      FloatVector a0 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt));
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
      s02 = a0.fma(b2, s02);
      s03 = a0.fma(b3, s03);
      FloatVector a1 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt + 4));
      s10 = a1.fma(b0, s10);
      s11 = a1.fma(b1, s11);
      s12 = a1.fma(b2, s12);
      s13 = a1.fma(b3, s13);
      FloatVector a2 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt + 8));
      s20 = a2.fma(b0, s20);
      s21 = a2.fma(b1, s21);
      s22 = a2.fma(b2, s22);
      s23 = a2.fma(b3, s23);
      FloatVector a3 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt + 12));
      s30 = a3.fma(b0, s30);
      s31 = a3.fma(b1, s31);
      s32 = a3.fma(b2, s32);
      s33 = a3.fma(b3, s33);
      FloatVector a4 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt + 16));
      s40 = a4.fma(b0, s40);
      s41 = a4.fma(b1, s41);
      s42 = a4.fma(b2, s42);
      s43 = a4.fma(b3, s43);
      FloatVector a5 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt + 20));
      s50 = a5.fma(b0, s50);
      s51 = a5.fma(b1, s51);
      s52 = a5.fma(b2, s52);
      s53 = a5.fma(b3, s53);
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
      s02 = s02.add(FloatVector.fromMemorySegment(Lanes.F, c, c0 + 2 * Lanes.BYTES, Lanes.ORDER));
      s03 = s03.add(FloatVector.fromMemorySegment(Lanes.F, c, c0 + 3 * Lanes.BYTES, Lanes.ORDER));
      s10 = s10.add(FloatVector.fromMemorySegment(Lanes.F, c, c1, Lanes.ORDER));
      s11 = s11.add(FloatVector.fromMemorySegment(Lanes.F, c, c1 + Lanes.BYTES, Lanes.ORDER));
      s12 = s12.add(FloatVector.fromMemorySegment(Lanes.F, c, c1 + 2 * Lanes.BYTES, Lanes.ORDER));
      s13 = s13.add(FloatVector.fromMemorySegment(Lanes.F, c, c1 + 3 * Lanes.BYTES, Lanes.ORDER));
      s20 = s20.add(FloatVector.fromMemorySegment(Lanes.F, c, c2, Lanes.ORDER));
      s21 = s21.add(FloatVector.fromMemorySegment(Lanes.F, c, c2 + Lanes.BYTES, Lanes.ORDER));
      s22 = s22.add(FloatVector.fromMemorySegment(Lanes.F, c, c2 + 2 * Lanes.BYTES, Lanes.ORDER));
      s23 = s23.add(FloatVector.fromMemorySegment(Lanes.F, c, c2 + 3 * Lanes.BYTES, Lanes.ORDER));
      s30 = s30.add(FloatVector.fromMemorySegment(Lanes.F, c, c3, Lanes.ORDER));
      s31 = s31.add(FloatVector.fromMemorySegment(Lanes.F, c, c3 + Lanes.BYTES, Lanes.ORDER));
      s32 = s32.add(FloatVector.fromMemorySegment(Lanes.F, c, c3 + 2 * Lanes.BYTES, Lanes.ORDER));
      s33 = s33.add(FloatVector.fromMemorySegment(Lanes.F, c, c3 + 3 * Lanes.BYTES, Lanes.ORDER));
      s40 = s40.add(FloatVector.fromMemorySegment(Lanes.F, c, c4, Lanes.ORDER));
      s41 = s41.add(FloatVector.fromMemorySegment(Lanes.F, c, c4 + Lanes.BYTES, Lanes.ORDER));
      s42 = s42.add(FloatVector.fromMemorySegment(Lanes.F, c, c4 + 2 * Lanes.BYTES, Lanes.ORDER));
      s43 = s43.add(FloatVector.fromMemorySegment(Lanes.F, c, c4 + 3 * Lanes.BYTES, Lanes.ORDER));
      s50 = s50.add(FloatVector.fromMemorySegment(Lanes.F, c, c5, Lanes.ORDER));
      s51 = s51.add(FloatVector.fromMemorySegment(Lanes.F, c, c5 + Lanes.BYTES, Lanes.ORDER));
      s52 = s52.add(FloatVector.fromMemorySegment(Lanes.F, c, c5 + 2 * Lanes.BYTES, Lanes.ORDER));
      s53 = s53.add(FloatVector.fromMemorySegment(Lanes.F, c, c5 + 3 * Lanes.BYTES, Lanes.ORDER));
    }
    s00.intoMemorySegment(c, c0, Lanes.ORDER);
    s01.intoMemorySegment(c, c0 + Lanes.BYTES, Lanes.ORDER);
    s02.intoMemorySegment(c, c0 + 2 * Lanes.BYTES, Lanes.ORDER);
    s03.intoMemorySegment(c, c0 + 3 * Lanes.BYTES, Lanes.ORDER);
    s10.intoMemorySegment(c, c1, Lanes.ORDER);
    s11.intoMemorySegment(c, c1 + Lanes.BYTES, Lanes.ORDER);
    s12.intoMemorySegment(c, c1 + 2 * Lanes.BYTES, Lanes.ORDER);
    s13.intoMemorySegment(c, c1 + 3 * Lanes.BYTES, Lanes.ORDER);
    s20.intoMemorySegment(c, c2, Lanes.ORDER);
    s21.intoMemorySegment(c, c2 + Lanes.BYTES, Lanes.ORDER);
    s22.intoMemorySegment(c, c2 + 2 * Lanes.BYTES, Lanes.ORDER);
    s23.intoMemorySegment(c, c2 + 3 * Lanes.BYTES, Lanes.ORDER);
    s30.intoMemorySegment(c, c3, Lanes.ORDER);
    s31.intoMemorySegment(c, c3 + Lanes.BYTES, Lanes.ORDER);
    s32.intoMemorySegment(c, c3 + 2 * Lanes.BYTES, Lanes.ORDER);
    s33.intoMemorySegment(c, c3 + 3 * Lanes.BYTES, Lanes.ORDER);
    s40.intoMemorySegment(c, c4, Lanes.ORDER);
    s41.intoMemorySegment(c, c4 + Lanes.BYTES, Lanes.ORDER);
    s42.intoMemorySegment(c, c4 + 2 * Lanes.BYTES, Lanes.ORDER);
    s43.intoMemorySegment(c, c4 + 3 * Lanes.BYTES, Lanes.ORDER);
    s50.intoMemorySegment(c, c5, Lanes.ORDER);
    s51.intoMemorySegment(c, c5 + Lanes.BYTES, Lanes.ORDER);
    s52.intoMemorySegment(c, c5 + 2 * Lanes.BYTES, Lanes.ORDER);
    s53.intoMemorySegment(c, c5 + 3 * Lanes.BYTES, Lanes.ORDER);
  }

  /** 4 tokens by 4 vectors of rows. */
  static void tile4x4(TileCall call) {
    MemorySegment a = call.a;
    MemorySegment b = call.b;
    long aAt = call.aOffset;
    long bAt = call.bOffset;
    int depth = call.depth;
    FloatVector s00 = FloatVector.zero(Lanes.F);
    FloatVector s01 = FloatVector.zero(Lanes.F);
    FloatVector s02 = FloatVector.zero(Lanes.F);
    FloatVector s03 = FloatVector.zero(Lanes.F);
    FloatVector s10 = FloatVector.zero(Lanes.F);
    FloatVector s11 = FloatVector.zero(Lanes.F);
    FloatVector s12 = FloatVector.zero(Lanes.F);
    FloatVector s13 = FloatVector.zero(Lanes.F);
    FloatVector s20 = FloatVector.zero(Lanes.F);
    FloatVector s21 = FloatVector.zero(Lanes.F);
    FloatVector s22 = FloatVector.zero(Lanes.F);
    FloatVector s23 = FloatVector.zero(Lanes.F);
    FloatVector s30 = FloatVector.zero(Lanes.F);
    FloatVector s31 = FloatVector.zero(Lanes.F);
    FloatVector s32 = FloatVector.zero(Lanes.F);
    FloatVector s33 = FloatVector.zero(Lanes.F);
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(Lanes.F, b, bAt, Lanes.ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(Lanes.F, b, bAt + Lanes.BYTES, Lanes.ORDER);
      FloatVector b2 =
          FloatVector.fromMemorySegment(Lanes.F, b, bAt + 2 * Lanes.BYTES, Lanes.ORDER);
      FloatVector b3 =
          FloatVector.fromMemorySegment(Lanes.F, b, bAt + 3 * Lanes.BYTES, Lanes.ORDER);
      FloatVector a0 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt));
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
      s02 = a0.fma(b2, s02);
      s03 = a0.fma(b3, s03);
      FloatVector a1 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt + 4));
      s10 = a1.fma(b0, s10);
      s11 = a1.fma(b1, s11);
      s12 = a1.fma(b2, s12);
      s13 = a1.fma(b3, s13);
      FloatVector a2 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt + 8));
      s20 = a2.fma(b0, s20);
      s21 = a2.fma(b1, s21);
      s22 = a2.fma(b2, s22);
      s23 = a2.fma(b3, s23);
      FloatVector a3 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt + 12));
      s30 = a3.fma(b0, s30);
      s31 = a3.fma(b1, s31);
      s32 = a3.fma(b2, s32);
      s33 = a3.fma(b3, s33);
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
      s02 = s02.add(FloatVector.fromMemorySegment(Lanes.F, c, c0 + 2 * Lanes.BYTES, Lanes.ORDER));
      s03 = s03.add(FloatVector.fromMemorySegment(Lanes.F, c, c0 + 3 * Lanes.BYTES, Lanes.ORDER));
      s10 = s10.add(FloatVector.fromMemorySegment(Lanes.F, c, c1, Lanes.ORDER));
      s11 = s11.add(FloatVector.fromMemorySegment(Lanes.F, c, c1 + Lanes.BYTES, Lanes.ORDER));
      s12 = s12.add(FloatVector.fromMemorySegment(Lanes.F, c, c1 + 2 * Lanes.BYTES, Lanes.ORDER));
      s13 = s13.add(FloatVector.fromMemorySegment(Lanes.F, c, c1 + 3 * Lanes.BYTES, Lanes.ORDER));
      s20 = s20.add(FloatVector.fromMemorySegment(Lanes.F, c, c2, Lanes.ORDER));
      s21 = s21.add(FloatVector.fromMemorySegment(Lanes.F, c, c2 + Lanes.BYTES, Lanes.ORDER));
      s22 = s22.add(FloatVector.fromMemorySegment(Lanes.F, c, c2 + 2 * Lanes.BYTES, Lanes.ORDER));
      s23 = s23.add(FloatVector.fromMemorySegment(Lanes.F, c, c2 + 3 * Lanes.BYTES, Lanes.ORDER));
      s30 = s30.add(FloatVector.fromMemorySegment(Lanes.F, c, c3, Lanes.ORDER));
      s31 = s31.add(FloatVector.fromMemorySegment(Lanes.F, c, c3 + Lanes.BYTES, Lanes.ORDER));
      s32 = s32.add(FloatVector.fromMemorySegment(Lanes.F, c, c3 + 2 * Lanes.BYTES, Lanes.ORDER));
      s33 = s33.add(FloatVector.fromMemorySegment(Lanes.F, c, c3 + 3 * Lanes.BYTES, Lanes.ORDER));
    }
    s00.intoMemorySegment(c, c0, Lanes.ORDER);
    s01.intoMemorySegment(c, c0 + Lanes.BYTES, Lanes.ORDER);
    s02.intoMemorySegment(c, c0 + 2 * Lanes.BYTES, Lanes.ORDER);
    s03.intoMemorySegment(c, c0 + 3 * Lanes.BYTES, Lanes.ORDER);
    s10.intoMemorySegment(c, c1, Lanes.ORDER);
    s11.intoMemorySegment(c, c1 + Lanes.BYTES, Lanes.ORDER);
    s12.intoMemorySegment(c, c1 + 2 * Lanes.BYTES, Lanes.ORDER);
    s13.intoMemorySegment(c, c1 + 3 * Lanes.BYTES, Lanes.ORDER);
    s20.intoMemorySegment(c, c2, Lanes.ORDER);
    s21.intoMemorySegment(c, c2 + Lanes.BYTES, Lanes.ORDER);
    s22.intoMemorySegment(c, c2 + 2 * Lanes.BYTES, Lanes.ORDER);
    s23.intoMemorySegment(c, c2 + 3 * Lanes.BYTES, Lanes.ORDER);
    s30.intoMemorySegment(c, c3, Lanes.ORDER);
    s31.intoMemorySegment(c, c3 + Lanes.BYTES, Lanes.ORDER);
    s32.intoMemorySegment(c, c3 + 2 * Lanes.BYTES, Lanes.ORDER);
    s33.intoMemorySegment(c, c3 + 3 * Lanes.BYTES, Lanes.ORDER);
  }

  /** 2 tokens by 4 vectors of rows. */
  static void tile2x4(TileCall call) {
    MemorySegment a = call.a;
    MemorySegment b = call.b;
    long aAt = call.aOffset;
    long bAt = call.bOffset;
    int depth = call.depth;
    FloatVector s00 = FloatVector.zero(Lanes.F);
    FloatVector s01 = FloatVector.zero(Lanes.F);
    FloatVector s02 = FloatVector.zero(Lanes.F);
    FloatVector s03 = FloatVector.zero(Lanes.F);
    FloatVector s10 = FloatVector.zero(Lanes.F);
    FloatVector s11 = FloatVector.zero(Lanes.F);
    FloatVector s12 = FloatVector.zero(Lanes.F);
    FloatVector s13 = FloatVector.zero(Lanes.F);
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(Lanes.F, b, bAt, Lanes.ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(Lanes.F, b, bAt + Lanes.BYTES, Lanes.ORDER);
      FloatVector b2 =
          FloatVector.fromMemorySegment(Lanes.F, b, bAt + 2 * Lanes.BYTES, Lanes.ORDER);
      FloatVector b3 =
          FloatVector.fromMemorySegment(Lanes.F, b, bAt + 3 * Lanes.BYTES, Lanes.ORDER);
      FloatVector a0 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt));
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
      s02 = a0.fma(b2, s02);
      s03 = a0.fma(b3, s03);
      FloatVector a1 = FloatVector.broadcast(Lanes.F, a.get(FLOAT, aAt + 4));
      s10 = a1.fma(b0, s10);
      s11 = a1.fma(b1, s11);
      s12 = a1.fma(b2, s12);
      s13 = a1.fma(b3, s13);
      aAt += 8;
      bAt += Lanes.TILE_BYTES;
    }
    MemorySegment c = call.c;
    long c0 = call.cOffset;
    long c1 = call.cOffset + call.cStride;
    if (call.add) {
      s00 = s00.add(FloatVector.fromMemorySegment(Lanes.F, c, c0, Lanes.ORDER));
      s01 = s01.add(FloatVector.fromMemorySegment(Lanes.F, c, c0 + Lanes.BYTES, Lanes.ORDER));
      s02 = s02.add(FloatVector.fromMemorySegment(Lanes.F, c, c0 + 2 * Lanes.BYTES, Lanes.ORDER));
      s03 = s03.add(FloatVector.fromMemorySegment(Lanes.F, c, c0 + 3 * Lanes.BYTES, Lanes.ORDER));
      s10 = s10.add(FloatVector.fromMemorySegment(Lanes.F, c, c1, Lanes.ORDER));
      s11 = s11.add(FloatVector.fromMemorySegment(Lanes.F, c, c1 + Lanes.BYTES, Lanes.ORDER));
      s12 = s12.add(FloatVector.fromMemorySegment(Lanes.F, c, c1 + 2 * Lanes.BYTES, Lanes.ORDER));
      s13 = s13.add(FloatVector.fromMemorySegment(Lanes.F, c, c1 + 3 * Lanes.BYTES, Lanes.ORDER));
    }
    s00.intoMemorySegment(c, c0, Lanes.ORDER);
    s01.intoMemorySegment(c, c0 + Lanes.BYTES, Lanes.ORDER);
    s02.intoMemorySegment(c, c0 + 2 * Lanes.BYTES, Lanes.ORDER);
    s03.intoMemorySegment(c, c0 + 3 * Lanes.BYTES, Lanes.ORDER);
    s10.intoMemorySegment(c, c1, Lanes.ORDER);
    s11.intoMemorySegment(c, c1 + Lanes.BYTES, Lanes.ORDER);
    s12.intoMemorySegment(c, c1 + 2 * Lanes.BYTES, Lanes.ORDER);
    s13.intoMemorySegment(c, c1 + 3 * Lanes.BYTES, Lanes.ORDER);
  }
}
