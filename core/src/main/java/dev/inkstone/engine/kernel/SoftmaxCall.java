package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * One step of a softmax that is kept up to date from block to block (Milakov, Gimelshein 2018,
 * arXiv:1805.02867), for one tile of queries, a query a lane: scores become weights, maxima and
 * sums take the block in, and what was summed before shrinks to the new maximum.
 */
final class SoftmaxCall {
  /**
   * Score of a key that a query does not see. Finite, so that a block of nothing else gives no NaN;
   * what such a block adds vanishes when the first seen key comes.
   */
  static final float UNSEEN = -1e30f;

  MemorySegment memory = MemorySegment.NULL;

  /** Scores {@code [key][lanes]}. */
  long scores;

  int keys;

  /** Vectors of queries, from the first on. */
  int vectors = Lanes.TILE_VECTORS;

  /** Largest scores so far, one line; the line after it holds the sums of weights. */
  long maxima;

  /** Weighted sums of values, {@code lines} lines. */
  long results;

  int lines;

  /** Makes everything as before the first block. */
  void clear(MemorySegment memory, long results, long resultLines, long statistics, int tiles) {
    FloatVector zero = FloatVector.zero(Lanes.F);
    for (long i = 0; i < resultLines * Lanes.TILE_VECTORS; i++) {
      zero.intoMemorySegment(memory, results + i * Lanes.BYTES, Lanes.ORDER);
    }
    FloatVector unseen = FloatVector.broadcast(Lanes.F, UNSEEN);
    for (int tile = 0; tile < tiles; tile++) {
      for (int i = 0; i < Lanes.TILE_VECTORS; i++) {
        long at = statistics + 2L * tile * Lanes.TILE_BYTES + (long) i * Lanes.BYTES;
        unseen.intoMemorySegment(memory, at, Lanes.ORDER);
        zero.intoMemorySegment(memory, at + Lanes.TILE_BYTES, Lanes.ORDER);
      }
    }
  }

  void run() {
    for (int i = 0; i < vectors; i++) {
      long column = (long) i * Lanes.BYTES;
      weigh(memory, scores + column, keys, maxima + column, results + column, lines);
    }
  }

  private static void weigh(
      MemorySegment memory, long scores, int keys, long maxima, long results, int lines) {
    if (keys == 0) {
      return;
    }
    FloatVector before = FloatVector.fromMemorySegment(Lanes.F, memory, maxima, Lanes.ORDER);
    FloatVector max = before;
    for (int key = 0; key < keys; key++) {
      long at = scores + (long) key * Lanes.TILE_BYTES;
      FloatVector score = FloatVector.fromMemorySegment(Lanes.F, memory, at, Lanes.ORDER);
      max = max.blend(score, score.compare(VectorOperators.GT, max));
    }
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int key = 0; key < keys; key++) {
      long at = scores + (long) key * Lanes.TILE_BYTES;
      FloatVector score = FloatVector.fromMemorySegment(Lanes.F, memory, at, Lanes.ORDER);
      FloatVector weight = VectorMath.exp(score.sub(max));
      weight.intoMemorySegment(memory, at, Lanes.ORDER);
      sum = sum.add(weight);
    }
    FloatVector shrink = VectorMath.exp(before.sub(max));
    max.intoMemorySegment(memory, maxima, Lanes.ORDER);
    FloatVector.fromMemorySegment(Lanes.F, memory, maxima + Lanes.TILE_BYTES, Lanes.ORDER)
        .fma(shrink, sum)
        .intoMemorySegment(memory, maxima + Lanes.TILE_BYTES, Lanes.ORDER);
    if (!shrink.compare(VectorOperators.EQ, 1f).allTrue()) {
      for (int line = 0; line < lines; line++) {
        long at = results + (long) line * Lanes.TILE_BYTES;
        FloatVector.fromMemorySegment(Lanes.F, memory, at, Lanes.ORDER)
            .mul(shrink)
            .intoMemorySegment(memory, at, Lanes.ORDER);
      }
    }
  }
}
