package dev.inkstone.tokenizer.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Learns merges the slow way: everything is counted again after each merge. */
final class NaiveMerges {
  private final MergeSettings settings;
  private final List<String> vocabulary = new ArrayList<>();
  private final Map<String, Integer> lengths = new HashMap<>();
  private final List<List<String>> words = new ArrayList<>();
  private final List<Long> counts = new ArrayList<>();
  private final Set<String> excluded = new HashSet<>();
  private final List<String> merges = new ArrayList<>();

  NaiveMerges(List<WordCounts.Word> corpus, List<String> special, MergeSettings settings) {
    this.settings = settings;
    special.forEach(token -> add(token, 0));
    Set<String> characters = new TreeSet<>();
    corpus.forEach(word -> word.text().chars().forEach(c -> characters.add(Character.toString(c))));
    characters.forEach(c -> add(c, 1));
    for (WordCounts.Word word : corpus) {
      List<String> symbols = new ArrayList<>();
      for (int i = 0; i < word.text().length(); i++) {
        String prefix = i == 0 ? "" : settings.affixes().prefix();
        String suffix = i == word.text().length() - 1 ? settings.affixes().suffix() : "";
        symbols.add(prefix + word.text().charAt(i) + suffix);
      }
      words.add(symbols);
      counts.add(word.count());
    }
    for (String c : characters) {
      for (String suffix : List.of("", settings.affixes().suffix())) {
        for (String prefix : List.of(settings.affixes().prefix(), "")) {
          String symbol = prefix + c + suffix;
          if (!vocabulary.contains(symbol) && words.stream().anyMatch(w -> w.contains(symbol))) {
            add(symbol, 1);
          }
        }
      }
    }
  }

  NaiveMerges learn() {
    while (vocabulary.size() < settings.vocabularySize()) {
      List<String> best = best();
      if (best.isEmpty()) {
        break;
      }
      merge(best.get(0), best.get(1));
    }
    return this;
  }

  List<String> vocabulary() {
    return vocabulary;
  }

  /** The merges, each as two tokens with a space between. */
  List<String> merges() {
    return merges;
  }

  private List<String> best() {
    Map<List<String>, Long> pairs = new HashMap<>();
    Map<String, Long> symbols = new HashMap<>();
    for (int i = 0; i < words.size(); i++) {
      List<String> word = words.get(i);
      for (int at = 0; at < word.size(); at++) {
        symbols.merge(word.get(at), counts.get(i), Long::sum);
        if (at + 1 < word.size()) {
          pairs.merge(List.of(word.get(at), word.get(at + 1)), counts.get(i), Long::sum);
        }
      }
    }
    List<String> best = List.of();
    double bestPriority = 0;
    for (Map.Entry<List<String>, Long> pair : pairs.entrySet()) {
      String left = pair.getKey().get(0);
      String right = pair.getKey().get(1);
      double priority =
          settings.byLikelihood()
              ? pair.getValue()
                  / ((double) symbols.getOrDefault(left, 0L) * symbols.getOrDefault(right, 0L))
              : pair.getValue();
      boolean allowed =
          pair.getValue() >= settings.minFrequency()
              && lengths.getOrDefault(left, 0) + lengths.getOrDefault(right, 0)
                  <= settings.maxTokenLength()
              && !excluded.contains(left + " " + right);
      boolean first =
          priority > bestPriority || (priority == bestPriority && isBefore(pair.getKey(), best));
      if (allowed && first) {
        best = pair.getKey();
        bestPriority = priority;
      }
    }
    return best;
  }

  private boolean isBefore(List<String> pair, List<String> other) {
    int left = vocabulary.indexOf(pair.get(0)) - vocabulary.indexOf(other.get(0));
    int right = vocabulary.indexOf(pair.get(1)) - vocabulary.indexOf(other.get(1));
    return left < 0 || (left == 0 && right < 0);
  }

  private void merge(String left, String right) {
    String prefix = settings.affixes().prefix();
    boolean continues = !prefix.isEmpty() && right.startsWith(prefix);
    String merged = left + (continues ? right.substring(prefix.length()) : right);
    int length = lengths.getOrDefault(left, 0) + lengths.getOrDefault(right, 0);
    if (lengths.getOrDefault(merged, length) != length) {
      excluded.add(left + " " + right);
      return;
    }
    if (!vocabulary.contains(merged)) {
      add(merged, length);
    }
    if (!merges.contains(left + " " + right)) {
      merges.add(left + " " + right);
    }
    for (List<String> word : words) {
      for (int at = 0; at + 1 < word.size(); at++) {
        if (word.get(at).equals(left) && word.get(at + 1).equals(right)) {
          word.set(at, merged);
          word.remove(at + 1);
        }
      }
    }
  }

  private void add(String token, int length) {
    vocabulary.add(token);
    lengths.put(token, length);
  }
}
