package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** Panels of floating-point weights: the product with one token, and unpacking for many. */
final class FloatPanels {
  /**
   * Columns that are summed before their sum joins that of the others: what rounding adds grows
   * with the root of this, not of all columns.
   */
  private static final int BLOCK = 4096;

  private FloatPanels() {}

  /** F32. */
  static void dotF32(DotCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    int columns = call.columns;
    long at = call.group;
    int xAt = 0;
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int k = 0; k < columns; ) {
      int end = Math.min(columns, k + BLOCK);
      FloatVector s0 = FloatVector.zero(Lanes.F);
      FloatVector s1 = FloatVector.zero(Lanes.F);
      FloatVector s2 = FloatVector.zero(Lanes.F);
      FloatVector s3 = FloatVector.zero(Lanes.F);
      for (; k <= end - 4; k += 4) {
        s0 =
            FloatVector.fromMemorySegment(Lanes.F, w, at, Lanes.ORDER)
                .fma(FloatVector.broadcast(Lanes.F, x[xAt]), s0);
        s1 =
            FloatVector.fromMemorySegment(Lanes.F, w, at + 4 * Lanes.COUNT, Lanes.ORDER)
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 1]), s1);
        s2 =
            FloatVector.fromMemorySegment(Lanes.F, w, at + 8 * Lanes.COUNT, Lanes.ORDER)
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 2]), s2);
        s3 =
            FloatVector.fromMemorySegment(Lanes.F, w, at + 12 * Lanes.COUNT, Lanes.ORDER)
                .fma(FloatVector.broadcast(Lanes.F, x[xAt + 3]), s3);
        at += 16 * Lanes.COUNT;
        xAt += 4;
      }
      for (; k < end; k++) {
        s0 =
            FloatVector.fromMemorySegment(Lanes.F, w, at, Lanes.ORDER)
                .fma(FloatVector.broadcast(Lanes.F, x[xAt]), s0);
        at += 4 * Lanes.COUNT;
        xAt++;
      }
      sum = sum.add(s0.add(s1).add(s2.add(s3)));
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }

  /** F32, turned into binary32. */
  static void unpackF32(PanelCall call) {
    MemorySegment w = call.weights;
    MemorySegment out = call.out;
    int columns = call.columns;
    long at = call.group;
    long outAt = call.outOffset;
    for (int k = 0; k < columns; k++) {
      FloatVector.fromMemorySegment(Lanes.F, w, at, Lanes.ORDER)
          .intoMemorySegment(out, outAt, Lanes.ORDER);
      at += 4 * Lanes.COUNT;
      outAt += Lanes.TILE_BYTES;
    }
  }

  /** F16, with activations times {@link DotCall#HALF_PLACE}. */
  static void dotF16(DotCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    int columns = call.columns;
    long at = call.group;
    int xAt = 0;
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int k = 0; k < columns; ) {
      int end = Math.min(columns, k + BLOCK);
      FloatVector s0 = FloatVector.zero(Lanes.F);
      FloatVector s1 = FloatVector.zero(Lanes.F);
      FloatVector s2 = FloatVector.zero(Lanes.F);
      FloatVector s3 = FloatVector.zero(Lanes.F);
      for (; k <= end - 4; k += 4) {
        IntVector v0 = IntVector.fromMemorySegment(Lanes.I, w, at, Lanes.ORDER);
        IntVector v1 = IntVector.fromMemorySegment(Lanes.I, w, at + Lanes.BYTES, Lanes.ORDER);
        s0 = VectorMath.lowHalvesPlaced(v0).fma(FloatVector.broadcast(Lanes.F, x[xAt]), s0);
        s1 = VectorMath.highHalvesPlaced(v0).fma(FloatVector.broadcast(Lanes.F, x[xAt + 1]), s1);
        s2 = VectorMath.lowHalvesPlaced(v1).fma(FloatVector.broadcast(Lanes.F, x[xAt + 2]), s2);
        s3 = VectorMath.highHalvesPlaced(v1).fma(FloatVector.broadcast(Lanes.F, x[xAt + 3]), s3);
        at += 2 * Lanes.BYTES;
        xAt += 4;
      }
      for (; k < end; k += 2) {
        IntVector v0 = IntVector.fromMemorySegment(Lanes.I, w, at, Lanes.ORDER);
        s0 = VectorMath.lowHalvesPlaced(v0).fma(FloatVector.broadcast(Lanes.F, x[xAt]), s0);
        s1 = VectorMath.highHalvesPlaced(v0).fma(FloatVector.broadcast(Lanes.F, x[xAt + 1]), s1);
        at += Lanes.BYTES;
        xAt += 2;
      }
      sum = sum.add(s0.add(s1).add(s2.add(s3)));
    }
    sum.mul(DotCall.HALF_UNIT).intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }

  /** F16, turned into binary32. */
  static void unpackF16(PanelCall call) {
    MemorySegment w = call.weights;
    MemorySegment out = call.out;
    int pairs = call.columns >> 1;
    long at = call.group;
    long outAt = call.outOffset;
    for (int i = 0; i < pairs; i++) {
      IntVector both = IntVector.fromMemorySegment(Lanes.I, w, at, Lanes.ORDER);
      VectorMath.lowHalves(both).intoMemorySegment(out, outAt, Lanes.ORDER);
      VectorMath.highHalves(both).intoMemorySegment(out, outAt + Lanes.TILE_BYTES, Lanes.ORDER);
      at += Lanes.BYTES;
      outAt += 2 * Lanes.TILE_BYTES;
    }
    if (call.columns % 2 != 0) {
      IntVector both = IntVector.fromMemorySegment(Lanes.I, w, at, Lanes.ORDER);
      VectorMath.lowHalves(both).intoMemorySegment(out, outAt, Lanes.ORDER);
    }
  }

  /** BF16. */
  static void dotBF16(DotCall call) {
    MemorySegment w = call.weights;
    float[] x = call.x;
    int columns = call.columns;
    long at = call.group;
    int xAt = 0;
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int k = 0; k < columns; ) {
      int end = Math.min(columns, k + BLOCK);
      FloatVector s0 = FloatVector.zero(Lanes.F);
      FloatVector s1 = FloatVector.zero(Lanes.F);
      FloatVector s2 = FloatVector.zero(Lanes.F);
      FloatVector s3 = FloatVector.zero(Lanes.F);
      for (; k <= end - 4; k += 4) {
        IntVector v0 = IntVector.fromMemorySegment(Lanes.I, w, at, Lanes.ORDER);
        IntVector v1 = IntVector.fromMemorySegment(Lanes.I, w, at + Lanes.BYTES, Lanes.ORDER);
        s0 = VectorMath.lowBrains(v0).fma(FloatVector.broadcast(Lanes.F, x[xAt]), s0);
        s1 = VectorMath.highBrains(v0).fma(FloatVector.broadcast(Lanes.F, x[xAt + 1]), s1);
        s2 = VectorMath.lowBrains(v1).fma(FloatVector.broadcast(Lanes.F, x[xAt + 2]), s2);
        s3 = VectorMath.highBrains(v1).fma(FloatVector.broadcast(Lanes.F, x[xAt + 3]), s3);
        at += 2 * Lanes.BYTES;
        xAt += 4;
      }
      for (; k < end; k += 2) {
        IntVector v0 = IntVector.fromMemorySegment(Lanes.I, w, at, Lanes.ORDER);
        s0 = VectorMath.lowBrains(v0).fma(FloatVector.broadcast(Lanes.F, x[xAt]), s0);
        s1 = VectorMath.highBrains(v0).fma(FloatVector.broadcast(Lanes.F, x[xAt + 1]), s1);
        at += Lanes.BYTES;
        xAt += 2;
      }
      sum = sum.add(s0.add(s1).add(s2.add(s3)));
    }
    sum.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }

  /** BF16, turned into binary32. */
  static void unpackBF16(PanelCall call) {
    MemorySegment w = call.weights;
    MemorySegment out = call.out;
    int pairs = call.columns >> 1;
    long at = call.group;
    long outAt = call.outOffset;
    for (int i = 0; i < pairs; i++) {
      IntVector both = IntVector.fromMemorySegment(Lanes.I, w, at, Lanes.ORDER);
      VectorMath.lowBrains(both).intoMemorySegment(out, outAt, Lanes.ORDER);
      VectorMath.highBrains(both).intoMemorySegment(out, outAt + Lanes.TILE_BYTES, Lanes.ORDER);
      at += Lanes.BYTES;
      outAt += 2 * Lanes.TILE_BYTES;
    }
    if (call.columns % 2 != 0) {
      IntVector both = IntVector.fromMemorySegment(Lanes.I, w, at, Lanes.ORDER);
      VectorMath.lowBrains(both).intoMemorySegment(out, outAt, Lanes.ORDER);
    }
  }
}
