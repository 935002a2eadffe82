package dev.inkstone.tokenizer;

import java.util.List;

/**
 * Walks over the pieces that a sequence of splitters cuts: each splits the pieces of the one before
 * it, and never sees beyond them.
 */
final class PieceCursor {
  private final Splitter[] stages;
  private final byte[] text;

  /** {@code limits[k]} is the end of the piece that stage {@code k} works in. */
  private final int[] limits;

  /** How many stages have an open piece around the current position. */
  private int level;

  PieceCursor(List<Splitter> stages, byte[] text, int end) {
    this.stages = stages.toArray(Splitter[]::new);
    this.text = text;
    this.limits = new int[this.stages.length + 1];
    this.limits[0] = end;
  }

  /** The end of the piece that starts at {@code from}, where the last piece ended. */
  int next(int from) {
    if (stages.length == 1) {
      return stages[0].next(text, from, limits[0]);
    }
    while (level > 0 && limits[level] == from) {
      level--;
    }
    while (level < stages.length) {
      limits[level + 1] = stages[level].next(text, from, limits[level]);
      level++;
    }
    return limits[level];
  }
}
