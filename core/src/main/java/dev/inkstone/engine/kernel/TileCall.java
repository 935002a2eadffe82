package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Arguments of one tile of a matrix product, reused: {@code c[token][row] (+)= sum over k of
 * a[k][token] * b[k][row]}, both operands packed so that one address runs through each.
 */
final class TileCall {
  /** Bytes of the largest product. */
  static final long PRODUCT_BYTES = (long) ActivationPacking.TILE * Lanes.TILE_BYTES;

  /** Packed {@code [k][tokens of the tile]}. */
  MemorySegment a = MemorySegment.NULL;

  long aOffset;

  /** Packed {@code [k][rows of the tile]}. */
  MemorySegment b = MemorySegment.NULL;

  long bOffset;

  /** Length of the sums. */
  int depth;

  /** Where the product goes first: {@code [token][rows of the tile]}. */
  MemorySegment product = MemorySegment.NULL;

  long productOffset;

  /** Where it goes then. */
  MemorySegment c = MemorySegment.NULL;

  long cOffset;

  /** Bytes from one token of the result to the next. */
  long cStride;

  /** Whether the product is added to the result, or replaces it. */
  boolean add;

  /** What is done with the result before it is stored. */
  Epilogue epilogue = Epilogue.NONE;

  /** The bias of the tile's rows. */
  MemorySegment bias = MemorySegment.NULL;

  long biasOffset;

  /** Multiplies a tile of {@code tokens} tokens, 2, 4 or 6, into {@link #c}. */
  void multiply(int tokens) {
    multiplyOnly(tokens);
    for (int token = 0; token < tokens; token++) {
      long from = productOffset + (long) token * Lanes.TILE_BYTES;
      long to = cOffset + token * cStride;
      if (add) {
        add(c, to, product, from, c, to);
      } else if (epilogue == Epilogue.NONE) {
        MemorySegment.copy(product, from, c, to, Lanes.TILE_BYTES);
      }
      if (epilogue != Epilogue.NONE) {
        finish(add ? c : product, add ? to : from, to);
      }
    }
  }

  private void finish(MemorySegment sums, long from, long to) {
    if (epilogue == Epilogue.BIAS_GELU) {
      addThenGelu(sums, from, bias, biasOffset, c, to);
    } else {
      add(sums, from, bias, biasOffset, c, to);
    }
  }

  private static void add(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt) {
    for (int i = 0; i < Lanes.TILE_BYTES; i += Lanes.BYTES) {
      FloatVector.fromMemorySegment(Lanes.F, a, aAt + i, Lanes.ORDER)
          .add(FloatVector.fromMemorySegment(Lanes.F, b, bAt + i, Lanes.ORDER))
          .intoMemorySegment(y, yAt + i, Lanes.ORDER);
    }
  }

  private static void addThenGelu(
      MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment y, long yAt) {
    for (int i = 0; i < Lanes.TILE_BYTES; i += Lanes.BYTES) {
      FloatVector sum =
          FloatVector.fromMemorySegment(Lanes.F, a, aAt + i, Lanes.ORDER)
              .add(FloatVector.fromMemorySegment(Lanes.F, b, bAt + i, Lanes.ORDER));
      Gelu.of(sum).intoMemorySegment(y, yAt + i, Lanes.ORDER);
    }
  }

  /**
   * Multiplies a tile of {@code tokens} tokens, 2, 4 or 6, into {@link #product} and no further.
   */
  void multiplyOnly(int tokens) {
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
