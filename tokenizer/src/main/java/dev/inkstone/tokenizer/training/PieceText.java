package dev.inkstone.tokenizer.training;

import dev.inkstone.tokenizer.numbers.IntList;
import java.util.List;
import java.util.stream.IntStream;

/** Words as code points, one after another in one array with a break in front of each. */
final class PieceText {
  /** What is between words, and in place of a character outside the alphabet. */
  static final int BREAK = -1;

  private final int[] cells;
  private final int[] wordStarts;
  private final int[] wordEnds;
  private final long[] wordCounts;

  /** Lays out words. A character that is not in the alphabet parts its word in two. */
  PieceText(List<WordCounts.Word> words, Alphabet alphabet) {
    IntList all = new IntList(1 << 16);
    IntList starts = new IntList(words.size());
    IntList ends = new IntList(words.size());
    IntList sources = new IntList(words.size());
    for (int i = 0; i < words.size(); i++) {
      all.add(BREAK);
      int start = all.size();
      for (int c : words.get(i).text().codePoints().toArray()) {
        all.add(alphabet.contains(c) ? c : BREAK);
        if (!alphabet.contains(c)) {
          addPart(start, all.size() - 1, i, starts, ends, sources);
          start = all.size();
        }
      }
      addPart(start, all.size(), i, starts, ends, sources);
    }
    all.add(BREAK);
    cells = all.toArray();
    wordStarts = starts.toArray();
    wordEnds = ends.toArray();
    wordCounts = new long[sources.size()];
    for (int i = 0; i < wordCounts.length; i++) {
      wordCounts[i] = words.get(sources.get(i)).count();
    }
  }

  private static void addPart(
      int start, int end, int source, IntList starts, IntList ends, IntList sources) {
    if (end > start) {
      starts.add(start);
      ends.add(end);
      sources.add(source);
    }
  }

  /** Number of cells, breaks included. */
  int size() {
    return cells.length;
  }

  /** The code point in a cell, or {@link #BREAK}. */
  int cell(int at) {
    return cells[at];
  }

  /** The text of some cells. */
  String text(int from, int length) {
    return new String(cells, from, length);
  }

  /** Number of words, parted ones as their parts. */
  int words() {
    return wordStarts.length;
  }

  /** Characters of the longest word. */
  int longestWord() {
    return IntStream.range(0, words()).map(word -> end(word) - start(word)).max().orElse(0);
  }

  int start(int word) {
    return wordStarts[word];
  }

  int end(int word) {
    return wordEnds[word];
  }

  long count(int word) {
    return wordCounts[word];
  }
}
