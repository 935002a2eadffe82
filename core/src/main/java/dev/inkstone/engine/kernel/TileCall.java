package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Arguments of one tile of a matrix product, reused: {@code sums[token][row] (+)= sum over k of
 * a[k][token] * b[k][row]}, all of them packed so that one address runs through each.
 */
final class TileCall {
  /** Bytes of the sums of a full tile. */
  static final long SUM_BYTES = (long) ActivationPacking.TILE * Lanes.TILE_BYTES;

  /** Packed {@code [k][tokens of the tile]}. */
  MemorySegment a = MemorySegment.NULL;

  long aOffset;

  /** Packed {@code [k][rows of the tile]}. */
  MemorySegment b = MemorySegment.NULL;

  long bOffset;

  /** Length of the sums. */
  int depth;

  /** Holds the sums, {@code [token][rows of the tile]}. */
  MemorySegment sums = MemorySegment.NULL;

  long sumsOffset;

  /** Room for one more tile of sums in {@link #sums}, for {@link #multiplyAdd}. */
  long spareOffset;

  /** Where the kernel writes. */
  long target;

  /** Multiplies a tile of {@code tokens} tokens, 2, 4 or 6; replaces the sums. */
  void multiply(int tokens) {
    target = sumsOffset;
    run(tokens);
  }

  /** Multiplies a tile of {@code tokens} tokens, 2, 4 or 6; adds to the sums. */
  void multiplyAdd(int tokens) {
    target = spareOffset;
    run(tokens);
    add(sums, spareOffset, sumsOffset, tokens * Lanes.TILE_BYTES);
  }

  private void run(int tokens) {
    if (Lanes.TILE_VECTORS == 4) {
      switch (tokens) {
        case 6 -> WideTiles.tile6x4(this);
        case 4 -> WideTiles.tile4x4(this);
        default -> WideTiles.tile2x4(this);
      }
    } else {
      switch (tokens) {
        case 6 -> NarrowTiles.tile6x2(this);
        case 4 -> NarrowTiles.tile4x2(this);
        default -> NarrowTiles.tile2x2(this);
      }
    }
  }

  private static void add(MemorySegment memory, long from, long to, int bytes) {
    for (int i = 0; i < bytes; i += Lanes.BYTES) {
      FloatVector.fromMemorySegment(Lanes.F, memory, to + i, Lanes.ORDER)
          .add(FloatVector.fromMemorySegment(Lanes.F, memory, from + i, Lanes.ORDER))
          .intoMemorySegment(memory, to + i, Lanes.ORDER);
    }
  }
}
