package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.tokenizer.numbers.IntList;
import java.util.Arrays;

/**
 * The merges of a BPE vocabulary in rank order, as pairs of spellings.
 *
 * <p>All of them lie in one array, the left part of a pair directly before its right part, so that
 * a pair and what it becomes are looked up without making a string.
 */
final class MergeList {
  private char[] pool = new char[1024];
  private int end;

  /** Where each pair starts. */
  private final IntList starts = new IntList();

  /** Where the right part of each pair starts. */
  private final IntList cuts = new IntList();

  /** Appends a pair of spellings. */
  void add(String left, String right) {
    open(left.length() + right.length());
    append(left.toCharArray(), 0, left.length());
    cuts.add(end);
    append(right.toCharArray(), 0, right.length());
  }

  /**
   * Appends a merge written as {@code left right}. A part may itself start with a space, so the
   * first space after the first character separates.
   *
   * @throws ModelFormatException if the line is not a pair
   */
  void addLine(String line, String source) {
    addLine(line.toCharArray(), 0, line.length(), source);
  }

  /** Appends the merge written in a range of characters, like {@link #addLine(String, String)}. */
  void addLine(char[] text, int from, int length, String source) {
    int to = from + length;
    int cut = from + 1;
    while (cut < to && text[cut] != ' ') {
      cut++;
    }
    if (cut + 1 >= to) {
      throw new ModelFormatException(
          "%s: merge %d is '%s', expected two symbols with a space between"
              .formatted(source, size(), new String(text, from, length)));
    }
    open(length);
    append(text, from, cut);
    cuts.add(end);
    append(text, cut + 1, to);
  }

  int size() {
    return starts.size();
  }

  String left(int rank) {
    return text(starts.get(rank), cuts.get(rank));
  }

  String right(int rank) {
    return text(cuts.get(rank), end(rank));
  }

  /** What the pair becomes. */
  String merged(int rank) {
    return text(starts.get(rank), end(rank));
  }

  /**
   * The ids of all parts and of what they become, or -1 where a spelling is no token.
   *
   * <p>One part of all pairs after the other: loops that do little are compiled early, and their
   * memory is looked up ahead.
   */
  Ids ids(Vocabulary vocabulary) {
    int[] left = new int[size()];
    int[] right = new int[size()];
    int[] merged = new int[size()];
    for (int rank = 0; rank < left.length; rank++) {
      left[rank] = vocabulary.id(pool, starts.get(rank), cuts.get(rank));
    }
    for (int rank = 0; rank < right.length; rank++) {
      right[rank] = vocabulary.id(pool, cuts.get(rank), end(rank));
    }
    // Merges mostly make the tokens of a vocabulary one after the other.
    int near = 0;
    for (int rank = 0; rank < merged.length; rank++) {
      merged[rank] = vocabulary.idNear(near, pool, starts.get(rank), end(rank));
      near = Math.max(0, merged[rank]);
    }
    return new Ids(left, right, merged);
  }

  private void open(int length) {
    starts.add(end);
    int needed = Math.addExact(end, length);
    if (needed > pool.length) {
      pool = Arrays.copyOf(pool, Math.max(needed, 2 * pool.length));
    }
  }

  private void append(char[] text, int from, int to) {
    System.arraycopy(text, from, pool, end, to - from);
    end += to - from;
  }

  private int end(int rank) {
    return rank + 1 < size() ? starts.get(rank + 1) : end;
  }

  private String text(int from, int to) {
    return new String(pool, from, to - from);
  }

  /** The ids of merges by rank; see {@link #ids}. */
  @SuppressWarnings("ArrayRecordComponent") // Never leaves what reads the vocabulary.
  record Ids(int[] left, int[] right, int[] merged) {}
}
