package dev.inkstone.tokenizer.training;

import dev.inkstone.tokenizer.numbers.IntList;
import java.util.Arrays;

/**
 * The pieces that training starts from: every character, and the substrings of words that cover
 * most of the text.
 *
 * <p>A substring counts only with its longest continuation that is always there: what occurs as
 * often as something longer is left to that. These are the inner nodes of the suffix tree, found by
 * one walk along the suffix array. A word that occurs several times is as many words.
 *
 * <p>Seeds are ranges of the suffix array, so that all places of each are known.
 */
final class Seeds {
  private final SuffixOrder order;
  private final int longest;
  private final IntList lows = new IntList(1 << 10);
  private final IntList highs = new IntList(1 << 10);
  private final IntList lengths = new IntList(1 << 10);

  /** How often the first n suffixes occur. */
  private final long[] weights;

  /**
   * @param longest characters of the longest piece
   */
  Seeds(PieceText text, int longest) {
    this.longest = Math.min(longest, text.longestWord());
    this.order = new SuffixOrder(text, this.longest);
    long[] counts = new long[text.size()];
    for (int word = 0; word < text.words(); word++) {
      Arrays.fill(counts, text.start(word), text.end(word), text.count(word));
    }
    this.weights = new long[order.size() + 1];
    for (int i = 0; i < order.size(); i++) {
      weights[i + 1] = weights[i] + counts[order.place(i)];
    }
    walk();
  }

  /** Number of seeds. */
  int size() {
    return lows.size();
  }

  int length(int seed) {
    return lengths.get(seed);
  }

  /** How often it occurs. */
  long count(int seed) {
    return weights[highs.get(seed)] - weights[lows.get(seed)];
  }

  /** Number of different places where it occurs. */
  int places(int seed) {
    return highs.get(seed) - lows.get(seed);
  }

  /** One of them, from 0 to {@code places - 1}. */
  int place(int seed, int index) {
    return order.place(lows.get(seed) + index);
  }

  /** Keeps all characters and of the others those with the greatest length times count. */
  Seeds best(int most) {
    long[] covered = new long[size()];
    int characters = 0;
    for (int seed = 0; seed < covered.length; seed++) {
      characters += length(seed) == 1 ? 1 : 0;
      covered[seed] = length(seed) == 1 ? Long.MAX_VALUE : length(seed) * count(seed);
    }
    int keep = Math.max(most, characters);
    if (covered.length > keep) {
      long[] sorted = covered.clone();
      Arrays.sort(sorted);
      long least = sorted[sorted.length - keep];
      long above = Arrays.stream(covered).filter(c -> c > least).count();
      retain(covered, least, keep - above);
    }
    return this;
  }

  private void retain(long[] covered, long least, long equal) {
    long left = equal;
    int size = size();
    int[] low = lows.toArray();
    int[] high = highs.toArray();
    int[] length = lengths.toArray();
    lows.clear();
    highs.clear();
    lengths.clear();
    for (int seed = 0; seed < size; seed++) {
      if (covered[seed] > least || (covered[seed] == least && left-- > 0)) {
        add(low[seed], high[seed], length[seed]);
      }
    }
  }

  /** Visits the nodes of the suffix tree; the stack holds those that are open. */
  private void walk() {
    IntList depths = new IntList(64);
    IntList starts = new IntList(64);
    for (int i = 0; i <= order.size(); i++) {
      int shared = i == 0 || i == order.size() ? 0 : order.shared(i);
      int start = i;
      while (!depths.isEmpty() && depths.last() > shared) {
        start = starts.removeLast();
        visit(depths.removeLast(), start, i);
      }
      if (shared > 0 && (depths.isEmpty() || depths.last() < shared)) {
        depths.add(shared);
        starts.add(start);
      }
      int own = i == order.size() ? 0 : Math.min(longest + 1, order.remaining(order.place(i)));
      // A whole suffix is a node too: the ends of a word that occurs several times.
      if (own > 0 && (depths.isEmpty() || depths.last() < own)) {
        depths.add(own);
        starts.add(i);
      }
    }
    addCharacters();
  }

  private void visit(int depth, int low, int high) {
    if (depth > 1 && depth <= longest && weights[high] - weights[low] > 1) {
      add(low, high, depth);
    }
  }

  private void addCharacters() {
    int low = 0;
    for (int i = 1; i <= order.size(); i++) {
      if (i == order.size() || order.shared(i) == 0) {
        add(low, i, 1);
        low = i;
      }
    }
  }

  private void add(int low, int high, int length) {
    lows.add(low);
    highs.add(high);
    lengths.add(length);
  }
}
