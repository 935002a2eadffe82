package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Arguments of one tile of a matrix product, reused: {@code c[token][row] (+)= sum over k of
 * a[k][token] * b[k][row]}, both operands packed so that one address runs through each.
 */
final class TileCall {
  /** Packed {@code [k][tokens of the tile]}. */
  MemorySegment a = MemorySegment.NULL;

  long aOffset;

  /** Packed {@code [k][rows of the tile]}. */
  MemorySegment b = MemorySegment.NULL;

  long bOffset;

  /** Length of the sums. */
  int depth;

  MemorySegment c = MemorySegment.NULL;
  long cOffset;

  /** Bytes from one token of the result to the next. */
  long cStride;

  /** Whether the sums are added to the result, or replace it. */
  boolean add;

  /** Multiplies a tile of {@code tokens} tokens: 2, 4 or 6. */
  void multiply(int tokens) {
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
}
