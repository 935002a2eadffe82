package dev.inkstone.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Merges runs of any length, in n log n for every input: symbols in a linked list, pairs in a
 * {@link RankQueue}. What is taken from the queue counts only if the pair at its place still has
 * its rank. Holds its scratch memory, so it serves one thread.
 */
final class LongMerger {
  private final PairTable pairs;
  private final @Nullable Map<Integer, Long> origins;
  private final RankQueue queue;

  private int[] symbols = {};

  /** What each symbol and the next may become, or {@link PairTable#NONE}. */
  private long[] values = {};

  private int[] next = {};
  private int[] previous = {};

  /**
   * A merger over the given pairs.
   *
   * @param origins where to note, for every merged symbol that is a key, the pair ({@code left <<
   *     32 | right}) it was last proposed for, or null
   */
  LongMerger(PairTable pairs, @Nullable Map<Integer, Long> origins) {
    this.pairs = pairs;
    this.origins = origins;
    this.queue = new RankQueue(pairs.greatestRank());
  }

  /**
   * Merges the first {@code size} symbols in place.
   *
   * @param values what each symbol and the next may become, {@code size - 1} of them; overwritten
   * @param dropout whether the next merge is left out until another was done
   * @return how many symbols are left
   */
  int merge(int[] symbols, long[] values, int size, BooleanSupplier dropout) {
    if (size < 2) {
      return size;
    }
    this.symbols = symbols;
    this.values = values;
    link(size);
    proposeAll(size);
    List<Long> dropped = new ArrayList<>();
    for (long top = queue.take(); top != RankQueue.NONE; top = queue.take()) {
      int left = RankQueue.place(top);
      long value = values[left];
      if (value == PairTable.NONE || PairTable.rank(value) != RankQueue.rank(top)) {
        continue;
      }
      if (dropout.getAsBoolean()) {
        dropped.add(top);
        continue;
      }
      join(left, PairTable.merged(value));
      if (!dropped.isEmpty()) {
        dropped.forEach(queue::put);
        dropped.clear();
      }
    }
    return compact();
  }

  private void link(int size) {
    if (next.length < size) {
      next = new int[symbols.length];
      previous = new int[symbols.length];
    }
    for (int i = 0; i < size; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
    }
    next[size - 1] = -1;
    values[size - 1] = PairTable.NONE;
  }

  private void proposeAll(int size) {
    long[] keys = new long[size];
    int count = 0;
    for (int i = 0; i + 1 < size; i++) {
      if (values[i] != PairTable.NONE) {
        noteOrigin(i, i + 1, values[i]);
        keys[count++] = RankQueue.key(PairTable.rank(values[i]), i);
      }
    }
    queue.start(keys, count);
  }

  private void join(int left, int merged) {
    int right = next[left];
    int after = next[right];
    symbols[left] = merged;
    values[right] = PairTable.NONE;
    next[left] = after;
    if (previous[left] >= 0) {
      propose(previous[left], left);
    }
    if (after >= 0) {
      previous[after] = left;
      propose(left, after);
    } else {
      values[left] = PairTable.NONE;
    }
  }

  private void propose(int left, int right) {
    long value = pairs.find(symbols[left], symbols[right]);
    values[left] = value;
    if (value != PairTable.NONE) {
      noteOrigin(left, right, value);
      queue.put(RankQueue.key(PairTable.rank(value), left));
    }
  }

  private void noteOrigin(int left, int right, long value) {
    if (origins != null) {
      long pair = (long) symbols[left] << 32 | symbols[right];
      origins.computeIfPresent(PairTable.merged(value), (symbol, old) -> pair);
    }
  }

  private int compact() {
    int kept = 0;
    for (int at = 0; at >= 0; at = next[at]) {
      symbols[kept++] = symbols[at];
    }
    return kept;
  }
}
