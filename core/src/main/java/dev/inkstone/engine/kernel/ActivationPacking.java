package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Brings activations into tiles {@code [k][tokens of the tile]}: tiles of 6 tokens, then one of 2,
 * 4 or 6 for the rest, filled with zeros.
 */
final class ActivationPacking implements Workers.Job {
  /** Tokens in a full tile. */
  static final int TILE = 6;

  private static final int COLUMNS = 1024;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private MemorySegment x = MemorySegment.NULL;
  private MemorySegment packed = MemorySegment.NULL;
  private long start;
  private int tokens;
  private int columns;
  private int parts;

  /** Packs the tokens {@code first .. first + tokens - 1} of {@code x}. */
  void pack(
      Workers workers, MemorySegment x, int first, int tokens, int columns, MemorySegment packed) {
    this.x = x;
    start = (long) first * columns * Float.BYTES;
    this.tokens = tokens;
    this.columns = columns;
    this.packed = packed;
    parts = Math.ceilDiv(columns, COLUMNS);
    workers.run(Math.ceilDiv(tokens, TILE) * parts, this);
  }

  /** Bytes of packed activations. */
  static long bytes(int tokens, int columns) {
    return (long) Math.ceilDiv(tokens, TILE) * TILE * columns * Float.BYTES;
  }

  /** Tokens that the tile from {@code first} on has room for. */
  static int width(int tokens, int first) {
    return Math.min(TILE, tokens - first + (tokens - first) % 2);
  }

  @Override
  public void run(int chunk, int worker) {
    int first = chunk / parts * TILE;
    int from = chunk % parts * COLUMNS;
    int to = Math.min(columns, from + COLUMNS);
    int width = width(tokens, first);
    long tile = (long) first * columns * Float.BYTES;
    for (int j = 0; j < width; j++) {
      long target = tile + ((long) from * width + j) * Float.BYTES;
      if (first + j < tokens) {
        long source = start + ((long) (first + j) * columns + from) * Float.BYTES;
        copy(x, source, packed, target, width, to - from);
      } else {
        clear(packed, target, width, to - from);
      }
    }
  }

  private static void copy(
      MemorySegment x, long source, MemorySegment packed, long target, int width, int count) {
    for (int k = 0; k < count; k++) {
      long at = target + (long) k * width * Float.BYTES;
      packed.set(FLOAT, at, x.get(FLOAT, source + (long) k * Float.BYTES));
    }
  }

  private static void clear(MemorySegment packed, long target, int width, int count) {
    for (int k = 0; k < count; k++) {
      packed.set(FLOAT, target + (long) k * width * Float.BYTES, 0);
    }
  }
}
