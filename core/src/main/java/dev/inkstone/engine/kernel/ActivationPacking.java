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

  /** Two floats. */
  private static final ValueLayout.OfLong PAIR = ValueLayout.JAVA_LONG_UNALIGNED;

  private MemorySegment x = MemorySegment.NULL;
  private MemorySegment packed = MemorySegment.NULL;
  private long rowBytes;
  private long columnBytes;
  private long start;
  private int tokens;
  private int columns;
  private int parts;

  /** Packs the tokens of a call. */
  void pack(Workers workers, MultiplyCall call, int columns, MemorySegment packed) {
    x = call.x;
    rowBytes = call.rowStep() * Float.BYTES;
    columnBytes = call.columnStep() * Float.BYTES;
    start = call.first * rowBytes;
    tokens = call.tokens;
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
    long tileStart = start + first * rowBytes + from * columnBytes;
    if (rowBytes == Float.BYTES && first + width <= tokens) {
      copyLines(tileStart, tile + (long) from * width * Float.BYTES, width, to - from);
      return;
    }
    if (columnBytes == Float.BYTES && first + TILE <= tokens && (to - from) % 2 == 0) {
      copyRows(tileStart, tile + (long) from * TILE * Float.BYTES, to - from);
      return;
    }
    for (int j = 0; j < width; j++) {
      long target = tile + ((long) from * width + j) * Float.BYTES;
      if (first + j < tokens) {
        copy(tileStart + j * rowBytes, target, width, to - from);
      } else {
        clear(target, width, to - from);
      }
    }
  }

  /** Rows of six tokens, two columns at a time. */
  private void copyRows(long source, long target, int count) {
    MemorySegment from = x;
    MemorySegment to = packed;
    long r0 = source;
    long r1 = r0 + rowBytes;
    long r2 = r1 + rowBytes;
    long r3 = r2 + rowBytes;
    long r4 = r3 + rowBytes;
    long r5 = r4 + rowBytes;
    for (int k = 0; k < count; k += 2) {
      long column = k * 4L;
      long at = target + column * TILE;
      long a = from.get(PAIR, r0 + column);
      long b = from.get(PAIR, r1 + column);
      to.set(PAIR, at, firsts(a, b));
      to.set(PAIR, at + 24, seconds(a, b));
      a = from.get(PAIR, r2 + column);
      b = from.get(PAIR, r3 + column);
      to.set(PAIR, at + 8, firsts(a, b));
      to.set(PAIR, at + 32, seconds(a, b));
      a = from.get(PAIR, r4 + column);
      b = from.get(PAIR, r5 + column);
      to.set(PAIR, at + 16, firsts(a, b));
      to.set(PAIR, at + 40, seconds(a, b));
    }
  }

  private static long firsts(long a, long b) {
    return (a & 0xffff_ffffL) | (b << 32);
  }

  private static long seconds(long a, long b) {
    return (a >>> 32) | (b & 0xffff_ffff_0000_0000L);
  }

  private void copy(long source, long target, int width, int count) {
    MemorySegment from = x;
    MemorySegment to = packed;
    long step = columnBytes;
    for (int k = 0; k < count; k++) {
      long at = target + (long) k * width * Float.BYTES;
      to.set(FLOAT, at, from.get(FLOAT, source + k * step));
    }
  }

  /** Of a transposed matrix, where the tokens of a tile are neighbours: whole lines of the tile. */
  private void copyLines(long source, long target, int width, int count) {
    MemorySegment from = x;
    MemorySegment to = packed;
    long step = columnBytes;
    for (int k = 0; k < count; k++) {
      long at = target + (long) k * width * Float.BYTES;
      long line = source + k * step;
      to.set(PAIR, at, from.get(PAIR, line));
      if (width > 2) {
        to.set(PAIR, at + 8, from.get(PAIR, line + 8));
      }
      if (width > 4) {
        to.set(PAIR, at + 16, from.get(PAIR, line + 16));
      }
    }
  }

  private void clear(long target, int width, int count) {
    for (int k = 0; k < count; k++) {
      packed.set(FLOAT, target + (long) k * width * Float.BYTES, 0);
    }
  }
}
