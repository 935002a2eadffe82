package dev.inkstone.tokenizer.training;

import java.util.Arrays;

/**
 * A suffix array of words: the places of a text, sorted by the characters from there to the end of
 * the word. Only so many characters are looked at as a piece may have, so the time is linear.
 *
 * <p>Prefix doubling: an order by k characters, used twice, is one by 2k. Manber, Myers 1993,
 * "Suffix arrays: a new method for on-line string searches".
 */
final class SuffixOrder {
  private final PieceText text;
  private final int depth;

  /** For each cell the number of characters from there to the end of the word. */
  private final int[] remaining;

  private int[] order;
  private int[] rank;

  /** Sorts by {@code depth} characters at least. */
  SuffixOrder(PieceText text, int depth) {
    this.text = text;
    this.depth = depth;
    this.remaining = new int[text.size()];
    for (int at = text.size() - 2; at >= 0; at--) {
      remaining[at] = text.cell(at) == PieceText.BREAK ? 0 : 1 + remaining[at + 1];
    }
    this.rank = new int[text.size()];
    for (int at = 0; at < rank.length; at++) {
      rank[at] = text.cell(at) + 1;
    }
    int places = 0;
    this.order = new int[text.size()];
    for (int at = 0; at < rank.length; at++) {
      if (rank[at] > 0) {
        order[places++] = at;
      }
    }
    this.order = sorted(Arrays.copyOf(order, places), 0);
    rankAnew(0);
    for (int known = 1; known < depth; known *= 2) {
      order = sorted(sorted(order, known), 0);
      rankAnew(known);
    }
  }

  /** Number of places: those that hold a character. */
  int size() {
    return order.length;
  }

  /** The place that comes at {@code index}. */
  int place(int index) {
    return order[index];
  }

  /** Characters from a place to the end of its word. */
  int remaining(int place) {
    return remaining[place];
  }

  /** How many characters two neighbours share; {@code depth + 1} if more than {@code depth}. */
  int shared(int index) {
    int place = order[index - 1];
    int other = order[index];
    int most = Math.min(depth + 1, Math.min(remaining[place], remaining[other]));
    int length = 0;
    while (length < most && text.cell(place + length) == text.cell(other + length)) {
      length++;
    }
    return length;
  }

  /** A stable sort by the rank of what follows {@code offset} characters later. */
  private int[] sorted(int[] places, int offset) {
    int greatest = Arrays.stream(rank).max().orElse(0);
    int[] starts = new int[greatest + 2];
    for (int place : places) {
      starts[rank(place, offset) + 1]++;
    }
    for (int i = 1; i < starts.length; i++) {
      starts[i] += starts[i - 1];
    }
    int[] result = new int[places.length];
    for (int place : places) {
      result[starts[rank(place, offset)]++] = place;
    }
    return result;
  }

  private int rank(int place, int offset) {
    return remaining[place] > offset ? rank[place + offset] : 0;
  }

  /** Numbers the places by their order; those that are equal so far get the same number. */
  private void rankAnew(int offset) {
    int[] next = new int[rank.length];
    int number = 0;
    for (int i = 0; i < order.length; i++) {
      boolean same =
          i > 0
              && rank[order[i]] == rank[order[i - 1]]
              && rank(order[i], offset) == rank(order[i - 1], offset);
      number += same ? 0 : 1;
      next[order[i]] = number;
    }
    rank = next;
  }
}
