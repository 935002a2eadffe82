package dev.inkstone.tokenizer;

import dev.inkstone.tokenizer.numbers.IntList;

/** A text as matches of a pattern and the gaps between them, in order. Not thread-safe. */
final class Matches {
  private final IntList ends = new IntList();
  private final IntList kinds = new IntList();
  private int last;

  /** Appends the match {@code [start, end)}, with the gap before it if there is one. */
  void add(int start, int end) {
    if (start > last) {
      append(start, 0);
    }
    append(end, 1);
  }

  /** Appends the gap after the last match, if there is one. */
  void finish(int length) {
    if (length > last) {
      append(length, 0);
    }
  }

  /** Number of parts. */
  int size() {
    return ends.size();
  }

  int start(int index) {
    return index == 0 ? 0 : ends.get(index - 1);
  }

  int end(int index) {
    return ends.get(index);
  }

  boolean isMatch(int index) {
    return kinds.get(index) == 1;
  }

  private void append(int end, int kind) {
    ends.add(end);
    kinds.add(kind);
    last = end;
  }
}
