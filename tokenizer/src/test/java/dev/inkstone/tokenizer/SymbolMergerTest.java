package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SymbolMergerTest {

  @Test
  void array_and_heap_agree_with_the_definition() {
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      PairTable pairs = randomPairs(random);
      List<Integer> run = new ArrayList<>();
      // Runs of more than 128 symbols are long ones in either case.
      int length = seed % 20 == 0 ? 120 + random.nextInt(20) : random.nextInt(48);
      for (int i = 0; i < length; i++) {
        run.add(random.nextInt(4));
      }
      List<Integer> expected = byDefinition(pairs, run);
      assertThat(merged(new SymbolMerger(pairs), run))
          .as("array, seed %d", seed)
          .isEqualTo(expected);
      assertThat(merged(new SymbolMerger(pairs, new HashMap<>()), run))
          .as("heap, seed %d", seed)
          .isEqualTo(expected);
    }
  }

  @Test
  void runs_of_thousands_agree_with_the_definition() {
    for (int seed = 0; seed < 12; seed++) {
      Random random = new Random(seed);
      int greatestRank = seed % 2 == 0 ? 20 : Integer.MAX_VALUE;
      PairTable pairs = randomPairs(random, greatestRank);
      List<Integer> run = new ArrayList<>();
      for (int i = 0; i < 6000; i++) {
        run.add(random.nextInt(4));
      }
      SymbolMerger merger = new SymbolMerger(pairs);
      List<Integer> expected = byDefinition(pairs, run);
      assertThat(merged(merger, run)).as("seed %d", seed).isEqualTo(expected);
      assertThat(merged(new SymbolMerger(pairs, new HashMap<>()), run))
          .as("not in windows, seed %d", seed)
          .isEqualTo(expected);
      merger.clear();
      assertThat(merged(merger, run)).as("again, seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void repeated_runs_agree_with_the_definition() {
    for (int seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      PairTable pairs = randomPairs(random, 40);
      int period = 1 + random.nextInt(9);
      List<Integer> run = new ArrayList<>();
      for (int i = 0; i < 129 + random.nextInt(300); i++) {
        run.add(i < period ? random.nextInt(4) : run.get(i - period));
      }
      SymbolMerger whole = new SymbolMerger(pairs, new HashMap<>());
      assertThat(merged(new SymbolMerger(pairs), run))
          .as("seed %d", seed)
          .isEqualTo(merged(whole, run));
    }
  }

  @Test
  void ranks_of_any_size_are_compared() {
    PairTable pairs = new PairTable(3);
    pairs.add(1, 2, Integer.MAX_VALUE, 5);
    pairs.add(2, 3, Integer.MAX_VALUE - 1, 6);
    assertThat(merged(new SymbolMerger(pairs), List.of(1, 2, 3))).containsExactly(1, 6);
  }

  @Test
  void negative_symbols_merge_with_nothing() {
    PairTable pairs = new PairTable(1);
    pairs.add(1, 1, 0, 2);
    assertThat(merged(new SymbolMerger(pairs), List.of(1, -5, 1, 1))).containsExactly(1, -5, 2);
  }

  @Test
  void keeps_the_first_rank_of_a_pair() {
    PairTable pairs = new PairTable(2);
    pairs.add(3, 4, 7, 9);
    pairs.add(3, 4, 1, 8);
    assertThat(PairTable.rank(pairs.find(3, 4))).isEqualTo(7);
    assertThat(PairTable.merged(pairs.find(3, 4))).isEqualTo(9);
    assertThat(pairs.find(4, 3)).isEqualTo(PairTable.NONE);
  }

  /** Pairs over a few symbols, some of equal rank. */
  private static PairTable randomPairs(Random random) {
    return randomPairs(random, 20);
  }

  private static PairTable randomPairs(Random random, int greatestRank) {
    PairTable pairs = new PairTable(30);
    for (int i = 0; i < 30; i++) {
      pairs.add(
          random.nextInt(12),
          random.nextInt(12),
          random.nextInt(greatestRank),
          4 + random.nextInt(8));
    }
    return pairs;
  }

  private static List<Integer> byDefinition(PairTable pairs, List<Integer> run) {
    List<Integer> symbols = new ArrayList<>(run);
    while (true) {
      int best = -1;
      for (int i = 0; i + 1 < symbols.size(); i++) {
        long value = pairs.find(symbols.get(i), symbols.get(i + 1));
        if (value != PairTable.NONE
            && (best < 0 || PairTable.rank(value) < rankAt(pairs, symbols, best))) {
          best = i;
        }
      }
      if (best < 0) {
        return symbols;
      }
      int right = symbols.get(best + 1);
      symbols.subList(best + 1, best + 2).clear();
      symbols.set(best, PairTable.merged(pairs.find(symbols.get(best), right)));
    }
  }

  private static int rankAt(PairTable pairs, List<Integer> symbols, int at) {
    return PairTable.rank(pairs.find(symbols.get(at), symbols.get(at + 1)));
  }

  private static List<Integer> merged(SymbolMerger merger, List<Integer> run) {
    run.forEach(merger::add);
    merger.merge();
    List<Integer> result = new ArrayList<>();
    for (int i = 0; i < merger.size(); i++) {
      result.add(merger.symbol(i));
    }
    return result;
  }
}
