package dev.inkstone.tokenizer;

/**
 * Merges runs of at most {@value #LONGEST} symbols: the lowest rank of every eight pairs is kept in
 * an array. Holds its scratch memory and its last result, so it serves one thread.
 */
final class ShortMerger {
  private static final int INDEX_BITS = 7;
  private static final int BLOCK_BITS = 3;

  /** The most symbols of a run. */
  static final int LONGEST = 1 << INDEX_BITS;

  /** In the place of a pair that merges with nothing. */
  private static final int NEVER = Integer.MAX_VALUE;

  private final PairTable pairs;

  /** The run; a merged symbol lies at the place of its first part. */
  private final int[] symbols = new int[LONGEST];

  /** Of each pair: its rank, and below that its place; what it becomes. */
  private final int[] keys = new int[LONGEST];

  /** The lowest key of every block of them. */
  private final int[] lowest = new int[LONGEST >> BLOCK_BITS];

  private final int[] results = new int[LONGEST];
  private final int[] following = new int[LONGEST];
  private final int[] preceding = new int[LONGEST];
  private int length;

  /** A merger over the given pairs. */
  ShortMerger(PairTable pairs) {
    this.pairs = pairs;
  }

  /** Whether the ranks of a table are low enough for it. */
  static boolean takes(PairTable pairs) {
    return pairs.greatestRank() < NEVER >>> INDEX_BITS;
  }

  /**
   * Merges a run. The result is read with {@link #symbol} and {@link #following}, from place 0 to
   * the run's length.
   *
   * @param run the symbols
   * @param values what each of them and the next may become
   */
  void merge(int[] run, long[] values, int from, int to) {
    length = to - from;
    System.arraycopy(run, from, symbols, 0, length);
    int blocks = rateAll(values, from);
    for (int best = lowest(blocks); best != NEVER; best = lowest(blocks)) {
      join(best & (LONGEST - 1));
    }
  }

  /** The symbol at a place. */
  int symbol(int place) {
    return symbols[place];
  }

  /** The place of the symbol after the one at {@code place}: where that one ends. */
  int following(int place) {
    return following[place];
  }

  /** Fills the arrays; returns the number of blocks. */
  private int rateAll(long[] values, int offset) {
    int blocks = Math.max(1, (length + 7) >> BLOCK_BITS);
    for (int block = 0; block < blocks; block++) {
      int best = NEVER;
      int from = block << BLOCK_BITS;
      for (int i = from; i < from + (1 << BLOCK_BITS); i++) {
        following[i] = i + 1;
        preceding[i] = i - 1;
        long value = i + 1 < length ? values[offset + i] : PairTable.NONE;
        int key = value == PairTable.NONE ? NEVER : PairTable.rank(value) << INDEX_BITS | i;
        results[i] = PairTable.merged(value);
        keys[i] = key;
        best = Math.min(best, key);
      }
      lowest[block] = best;
    }
    return blocks;
  }

  private void join(int left) {
    int right = following[left];
    int after = following[right];
    symbols[left] = results[left];
    following[left] = after;
    setKey(right, NEVER);
    if (after < length) {
      preceding[after] = left;
      rate(left, after);
    } else {
      setKey(left, NEVER);
    }
    if (left > 0) {
      rate(preceding[left], left);
    }
  }

  private void rate(int left, int right) {
    long value = pairs.find(symbols[left], symbols[right]);
    if (value == PairTable.NONE) {
      setKey(left, NEVER);
    } else {
      results[left] = PairTable.merged(value);
      setKey(left, PairTable.rank(value) << INDEX_BITS | left);
    }
  }

  private void setKey(int at, int key) {
    int block = at >> BLOCK_BITS;
    int old = keys[at];
    keys[at] = key;
    if (key <= lowest[block]) {
      lowest[block] = key;
    } else if (old == lowest[block]) {
      int best = NEVER;
      int from = block << BLOCK_BITS;
      for (int i = from; i < from + (1 << BLOCK_BITS); i++) {
        best = Math.min(best, keys[i]);
      }
      lowest[block] = best;
    }
  }

  private int lowest(int blocks) {
    int best = lowest[0];
    for (int block = 1; block < blocks; block++) {
      best = Math.min(best, lowest[block]);
    }
    return best;
  }
}
