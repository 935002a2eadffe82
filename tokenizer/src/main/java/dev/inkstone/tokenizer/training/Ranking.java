package dev.inkstone.tokenizer.training;

import dev.inkstone.tokenizer.numbers.IntList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Keeps the queue of pairs in step with what is counted. */
final class Ranking {
  private final Pairs pairs;
  private final PairQueue queue;
  private final long minFrequency;
  private final boolean byLikelihood;
  private final BitSet excluded = new BitSet();
  private final Pending pending = new Pending();

  /** How often each symbol occurs. */
  private long[] frequencies = new long[1024];

  /** The pairs of each symbol; kept only where priorities depend on the frequency of symbols. */
  private final List<IntList> pairsOf = new ArrayList<>();

  private int registered;

  /**
   * @param minFrequency rarer pairs are not merged
   * @param byLikelihood whether a pair's count is divided by those of its two symbols
   */
  Ranking(Pairs pairs, long minFrequency, boolean byLikelihood) {
    this.pairs = pairs;
    this.queue = new PairQueue(pairs);
    this.minFrequency = Math.max(1, minFrequency);
    this.byLikelihood = byLikelihood;
  }

  /** The count of a pair has changed. */
  void touch(int pair) {
    pending.add(pair);
  }

  /** The count of a symbol has changed. */
  void changeFrequency(int symbol, long difference) {
    if (symbol >= frequencies.length) {
      frequencies = Arrays.copyOf(frequencies, Math.max(symbol + 1, 2 * frequencies.length));
    }
    frequencies[symbol] += difference;
  }

  /** Never returns this pair. */
  void exclude(int pair) {
    excluded.set(pair);
  }

  /** All pairs of a symbol whose frequency has changed get a new priority. */
  void touchAll(int symbol) {
    if (!byLikelihood) {
      return;
    }
    register();
    if (symbol < pairsOf.size()) {
      IntList own = pairsOf.get(symbol);
      for (int i = 0; i < own.size(); i++) {
        pending.add(own.get(i));
      }
    }
  }

  /** The best pair, which leaves the queue until it is touched again; -1 when there is none. */
  int best() {
    pending.drain(
        pair -> {
          if (pairs.count(pair) < minFrequency || excluded.get(pair)) {
            queue.remove(pair);
          } else {
            queue.put(pair, priority(pair));
          }
        });
    return queue.poll();
  }

  private double priority(int pair) {
    double count = pairs.count(pair);
    return byLikelihood
        ? count / ((double) frequencies[pairs.left(pair)] * frequencies[pairs.right(pair)])
        : count;
  }

  private void register() {
    while (registered < pairs.size()) {
      add(pairs.left(registered), registered);
      if (pairs.left(registered) != pairs.right(registered)) {
        add(pairs.right(registered), registered);
      }
      registered++;
    }
  }

  private void add(int symbol, int pair) {
    while (pairsOf.size() <= symbol) {
      pairsOf.add(new IntList(2));
    }
    pairsOf.get(symbol).add(pair);
  }

  /** Pairs to look at again, each once. */
  private static final class Pending {
    private final IntList list = new IntList(1024);
    private final BitSet contained = new BitSet();

    void add(int pair) {
      if (!contained.get(pair)) {
        contained.set(pair);
        list.add(pair);
      }
    }

    void drain(java.util.function.IntConsumer action) {
      for (int i = 0; i < list.size(); i++) {
        contained.clear(list.get(i));
        action.accept(list.get(i));
      }
      list.clear();
    }
  }
}
