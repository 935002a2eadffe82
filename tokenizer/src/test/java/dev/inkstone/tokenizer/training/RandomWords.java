package dev.inkstone.tokenizer.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Words of four letters, one of them outside the basic plane, so that much repeats. */
final class RandomWords {
  /** The letters. */
  static final int[] LETTERS = "ab\uD83D\uDE80c".codePoints().toArray();

  /** Does nothing but train. */
  static final TrainingRun RUN = new TrainingRun((phase, done, total) -> {}, () -> false);

  private RandomWords() {}

  /** Different words with counts of 1 to 5. */
  static List<WordCounts.Word> of(Random random, int words, int longest) {
    TreeMap<String, Long> counts = new TreeMap<>();
    for (int i = 0; i < words; i++) {
      StringBuilder word = new StringBuilder();
      for (int length = 1 + random.nextInt(longest); length > 0; length--) {
        word.appendCodePoint(LETTERS[random.nextInt(LETTERS.length)]);
      }
      counts.put(word.toString(), 1L + random.nextInt(5));
    }
    List<WordCounts.Word> list = new ArrayList<>();
    counts.forEach((text, count) -> list.add(new WordCounts.Word(text, count)));
    return list;
  }

  /** All their letters. */
  static Alphabet alphabet(List<WordCounts.Word> words) {
    return Alphabet.of(words, "", Integer.MAX_VALUE);
  }

  /** The words laid out. */
  static PieceText text(List<WordCounts.Word> words) {
    return new PieceText(words, alphabet(words));
  }

  /** Every reading of a word as pieces, with its probability. */
  static Map<List<String>, Double> readings(String word, Map<String, Double> scores) {
    Map<List<String>, Double> readings = new HashMap<>();
    if (word.isEmpty()) {
      readings.put(List.of(), 1.0);
    }
    for (int end = 1; end <= word.length(); end++) {
      Double score = scores.get(word.substring(0, end));
      if (score != null) {
        String first = word.substring(0, end);
        readings(word.substring(end), scores)
            .forEach(
                (rest, likely) -> {
                  List<String> pieces = new ArrayList<>(List.of(first));
                  pieces.addAll(rest);
                  readings.put(pieces, Math.exp(score) * likely);
                });
      }
    }
    return readings;
  }
}
