package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * The innermost part of the matrix product for machines with 32 registers (6 x 4 sums, 4 loads, 1
 * broadcast): every sum is a local variable, stored here, since C2 boxes vectors that leave a
 * method or meet where branches join.
 *
 * <p>The methods do nothing else: C1 gives up above some number of operations, and a method without
 * a profile of C1's never reaches C2, which costs a thousandfold.
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
    if (depth == 0) {
      return; // only WarmUp asks for nothing
    }
    FloatVector zero = FloatVector.zero(Lanes.F);
    FloatVector s00 = zero;
    FloatVector s01 = zero;
    FloatVector s02 = zero;
    FloatVector s03 = zero;
    FloatVector s10 = zero;
    FloatVector s11 = zero;
    FloatVector s12 = zero;
    FloatVector s13 = zero;
    FloatVector s20 = zero;
    FloatVector s21 = zero;
    FloatVector s22 = zero;
    FloatVector s23 = zero;
    FloatVector s30 = zero;
    FloatVector s31 = zero;
    FloatVector s32 = zero;
    FloatVector s33 = zero;
    FloatVector s40 = zero;
    FloatVector s41 = zero;
    FloatVector s42 = zero;
    FloatVector s43 = zero;
    FloatVector s50 = zero;
    FloatVector s51 = zero;
    FloatVector s52 = zero;
    FloatVector s53 = zero;
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
    MemorySegment sums = call.sums;
    long to = call.target;
    s00.intoMemorySegment(sums, to, Lanes.ORDER);
    s01.intoMemorySegment(sums, to + Lanes.BYTES, Lanes.ORDER);
    s02.intoMemorySegment(sums, to + 2 * Lanes.BYTES, Lanes.ORDER);
    s03.intoMemorySegment(sums, to + 3 * Lanes.BYTES, Lanes.ORDER);
    s10.intoMemorySegment(sums, to + 4 * Lanes.BYTES, Lanes.ORDER);
    s11.intoMemorySegment(sums, to + 5 * Lanes.BYTES, Lanes.ORDER);
    s12.intoMemorySegment(sums, to + 6 * Lanes.BYTES, Lanes.ORDER);
    s13.intoMemorySegment(sums, to + 7 * Lanes.BYTES, Lanes.ORDER);
    s20.intoMemorySegment(sums, to + 8 * Lanes.BYTES, Lanes.ORDER);
    s21.intoMemorySegment(sums, to + 9 * Lanes.BYTES, Lanes.ORDER);
    s22.intoMemorySegment(sums, to + 10 * Lanes.BYTES, Lanes.ORDER);
    s23.intoMemorySegment(sums, to + 11 * Lanes.BYTES, Lanes.ORDER);
    s30.intoMemorySegment(sums, to + 12 * Lanes.BYTES, Lanes.ORDER);
    s31.intoMemorySegment(sums, to + 13 * Lanes.BYTES, Lanes.ORDER);
    s32.intoMemorySegment(sums, to + 14 * Lanes.BYTES, Lanes.ORDER);
    s33.intoMemorySegment(sums, to + 15 * Lanes.BYTES, Lanes.ORDER);
    s40.intoMemorySegment(sums, to + 16 * Lanes.BYTES, Lanes.ORDER);
    s41.intoMemorySegment(sums, to + 17 * Lanes.BYTES, Lanes.ORDER);
    s42.intoMemorySegment(sums, to + 18 * Lanes.BYTES, Lanes.ORDER);
    s43.intoMemorySegment(sums, to + 19 * Lanes.BYTES, Lanes.ORDER);
    s50.intoMemorySegment(sums, to + 20 * Lanes.BYTES, Lanes.ORDER);
    s51.intoMemorySegment(sums, to + 21 * Lanes.BYTES, Lanes.ORDER);
    s52.intoMemorySegment(sums, to + 22 * Lanes.BYTES, Lanes.ORDER);
    s53.intoMemorySegment(sums, to + 23 * Lanes.BYTES, Lanes.ORDER);
  }

  /** 4 tokens by 4 vectors of rows. */
  static void tile4x4(TileCall call) {
    MemorySegment a = call.a;
    MemorySegment b = call.b;
    long aAt = call.aOffset;
    long bAt = call.bOffset;
    int depth = call.depth;
    if (depth == 0) {
      return; // only WarmUp asks for nothing
    }
    FloatVector zero = FloatVector.zero(Lanes.F);
    FloatVector s00 = zero;
    FloatVector s01 = zero;
    FloatVector s02 = zero;
    FloatVector s03 = zero;
    FloatVector s10 = zero;
    FloatVector s11 = zero;
    FloatVector s12 = zero;
    FloatVector s13 = zero;
    FloatVector s20 = zero;
    FloatVector s21 = zero;
    FloatVector s22 = zero;
    FloatVector s23 = zero;
    FloatVector s30 = zero;
    FloatVector s31 = zero;
    FloatVector s32 = zero;
    FloatVector s33 = zero;
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
    MemorySegment sums = call.sums;
    long to = call.target;
    s00.intoMemorySegment(sums, to, Lanes.ORDER);
    s01.intoMemorySegment(sums, to + Lanes.BYTES, Lanes.ORDER);
    s02.intoMemorySegment(sums, to + 2 * Lanes.BYTES, Lanes.ORDER);
    s03.intoMemorySegment(sums, to + 3 * Lanes.BYTES, Lanes.ORDER);
    s10.intoMemorySegment(sums, to + 4 * Lanes.BYTES, Lanes.ORDER);
    s11.intoMemorySegment(sums, to + 5 * Lanes.BYTES, Lanes.ORDER);
    s12.intoMemorySegment(sums, to + 6 * Lanes.BYTES, Lanes.ORDER);
    s13.intoMemorySegment(sums, to + 7 * Lanes.BYTES, Lanes.ORDER);
    s20.intoMemorySegment(sums, to + 8 * Lanes.BYTES, Lanes.ORDER);
    s21.intoMemorySegment(sums, to + 9 * Lanes.BYTES, Lanes.ORDER);
    s22.intoMemorySegment(sums, to + 10 * Lanes.BYTES, Lanes.ORDER);
    s23.intoMemorySegment(sums, to + 11 * Lanes.BYTES, Lanes.ORDER);
    s30.intoMemorySegment(sums, to + 12 * Lanes.BYTES, Lanes.ORDER);
    s31.intoMemorySegment(sums, to + 13 * Lanes.BYTES, Lanes.ORDER);
    s32.intoMemorySegment(sums, to + 14 * Lanes.BYTES, Lanes.ORDER);
    s33.intoMemorySegment(sums, to + 15 * Lanes.BYTES, Lanes.ORDER);
  }

  /** 2 tokens by 4 vectors of rows. */
  static void tile2x4(TileCall call) {
    MemorySegment a = call.a;
    MemorySegment b = call.b;
    long aAt = call.aOffset;
    long bAt = call.bOffset;
    int depth = call.depth;
    if (depth == 0) {
      return; // only WarmUp asks for nothing
    }
    FloatVector zero = FloatVector.zero(Lanes.F);
    FloatVector s00 = zero;
    FloatVector s01 = zero;
    FloatVector s02 = zero;
    FloatVector s03 = zero;
    FloatVector s10 = zero;
    FloatVector s11 = zero;
    FloatVector s12 = zero;
    FloatVector s13 = zero;
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
    MemorySegment sums = call.sums;
    long to = call.target;
    s00.intoMemorySegment(sums, to, Lanes.ORDER);
    s01.intoMemorySegment(sums, to + Lanes.BYTES, Lanes.ORDER);
    s02.intoMemorySegment(sums, to + 2 * Lanes.BYTES, Lanes.ORDER);
    s03.intoMemorySegment(sums, to + 3 * Lanes.BYTES, Lanes.ORDER);
    s10.intoMemorySegment(sums, to + 4 * Lanes.BYTES, Lanes.ORDER);
    s11.intoMemorySegment(sums, to + 5 * Lanes.BYTES, Lanes.ORDER);
    s12.intoMemorySegment(sums, to + 6 * Lanes.BYTES, Lanes.ORDER);
    s13.intoMemorySegment(sums, to + 7 * Lanes.BYTES, Lanes.ORDER);
  }
}
