package dev.inkstone.tokenizer.training;

import dev.inkstone.tokenizer.training.TrainingProgress.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Byte pair encoding: makes a symbol of the most frequent pair of neighbours, again and again.
 *
 * <p>Of equally frequent pairs the one with the smaller left, then right symbol comes first. Counts
 * are kept up to date at the places that a merge touches, so the time is n log n in the characters
 * of distinct words, whatever the words are. A pair whose symbol would be spelled like a token that
 * is something else, say a special one, is never merged. Where a pair that was merged comes up
 * again, as another pair became one of its symbols, it is merged again when its turn comes and not
 * listed twice.
 *
 * <p>Sennrich, Haddow, Birch 2016, "Neural Machine Translation of Rare Words with Subword Units".
 */
final class MergeLearner {
  private final SymbolText text;
  private final Symbols symbols;
  private final MergeSettings settings;
  private final Pairs pairs = new Pairs();
  private final Ranking ranking;

  MergeLearner(SymbolText text, Symbols symbols, MergeSettings settings) {
    this.text = text;
    this.symbols = symbols;
    this.settings = settings;
    this.ranking = new Ranking(pairs, settings.minFrequency(), settings.byLikelihood());
  }

  /** The merges in their order; what they become is added to the symbols. */
  List<Merge> learn(TrainingRun run) {
    countAll(run);
    List<Merge> merges = new ArrayList<>();
    Set<Integer> listed = new HashSet<>();
    while (symbols.size() < settings.vocabularySize()) {
      run.step(Phase.LEARNING, symbols.size(), settings.vocabularySize());
      int pair = ranking.best();
      if (pair < 0) {
        break;
      }
      int merged = mergedSymbol(pair);
      if (merged < 0) {
        ranking.exclude(pair);
        continue;
      }
      if (listed.add(pair)) {
        merges.add(new Merge(pairs.left(pair), pairs.right(pair)));
      }
      mergeAll(pair, merged);
    }
    run.step(Phase.LEARNING, symbols.size(), symbols.size());
    return merges;
  }

  private void countAll(TrainingRun run) {
    run.step(Phase.PREPARING, 0, 1);
    for (int place = 0; place < text.size(); place++) {
      if (text.symbol(place) >= 0) {
        ranking.changeFrequency(text.symbol(place), text.weight(place));
        appear(place, text.next(place));
      }
    }
    run.step(Phase.PREPARING, 1, 1);
  }

  /** The symbol that a pair becomes, new or not; negative if its spelling is taken. */
  private int mergedSymbol(int pair) {
    int left = pairs.left(pair);
    int right = pairs.right(pair);
    int length = symbols.length(left) + symbols.length(right);
    String spelling = settings.affixes().joined(symbols.spelling(left), symbols.spelling(right));
    int known = symbols.find(spelling);
    if (known < 0) {
      return symbols.add(spelling, length);
    }
    return symbols.length(known) == length ? known : -1;
  }

  private void mergeAll(int pair, int merged) {
    int left = pairs.left(pair);
    int right = pairs.right(pair);
    int[] places = pairs.takePlaces(pair);
    if (left == right) {
      Arrays.sort(places); // "aaa" becomes "aa a"
    }
    for (int place : places) {
      int next = text.symbol(place) == left ? text.next(place) : SymbolText.NONE;
      if (next >= 0 && text.symbol(next) == right) {
        merge(place, next, merged);
      }
    }
    ranking.touchAll(left);
    ranking.touchAll(right);
    ranking.touchAll(merged);
  }

  private void merge(int place, int next, int merged) {
    int before = text.previous(place);
    int after = text.next(next);
    long weight = text.weight(place);
    ranking.changeFrequency(text.symbol(place), -weight);
    ranking.changeFrequency(text.symbol(next), -weight);
    ranking.changeFrequency(merged, weight);
    vanish(before, place);
    vanish(place, next);
    vanish(next, after);
    text.merge(place, next, merged);
    appear(before, place);
    appear(place, after);
  }

  private void appear(int place, int next) {
    int pair = count(place, next, 1);
    if (pair >= 0) {
      pairs.addPlace(pair, place);
    }
  }

  private void vanish(int place, int next) {
    count(place, next, -1);
  }

  /** Counts the pair at two places, if there is one that may be merged; returns it or -1. */
  private int count(int place, int next, int sign) {
    if (place < 0 || next < 0) {
      return -1;
    }
    int left = text.symbol(place);
    int right = text.symbol(next);
    if (symbols.length(left) + symbols.length(right) > settings.maxTokenLength()) {
      return -1;
    }
    int pair = pairs.index(left, right);
    pairs.change(pair, sign * text.weight(place));
    ranking.touch(pair);
    return pair;
  }

  /**
   * Two symbols that become one.
   *
   * @param left the left symbol
   * @param right the right symbol
   */
  record Merge(int left, int right) {}
}
