package dev.inkstone.tokenizer.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts words: all of a corpus that training keeps in memory. */
final class WordCounts {
  private final Map<String, Count> counts = new HashMap<>();

  /** Counts one more. */
  void add(String word) {
    counts.computeIfAbsent(word, key -> new Count()).value++;
  }

  /** The words, in an order that depends on nothing but themselves. */
  List<Word> sorted() {
    List<Word> words = new ArrayList<>(counts.size());
    counts.forEach((text, count) -> words.add(new Word(text, count.value)));
    words.sort(Comparator.comparing(Word::text));
    return words;
  }

  /**
   * A word.
   *
   * @param text not empty
   * @param count how often it occurs
   */
  record Word(String text, long count) {}

  private static final class Count {
    private long value;
  }
}
