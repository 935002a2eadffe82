package dev.inkstone.tokenizer.training;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * The characters that a vocabulary can spell.
 *
 * @param characters code points
 */
record Alphabet(BitSet characters) {

  /**
   * The characters of words and those given beforehand. If there are more than {@code limit}, the
   * rarest are left out; of equally rare ones those with the greater code point.
   */
  static Alphabet of(List<WordCounts.Word> words, String initial, int limit) {
    long[] counts = new long[Character.MAX_CODE_POINT + 1];
    for (WordCounts.Word word : words) {
      word.text().codePoints().forEach(c -> counts[c] += word.count());
    }
    initial.codePoints().forEach(c -> counts[c] = Long.MAX_VALUE);
    List<Integer> seen = new ArrayList<>();
    for (int c = 0; c < counts.length; c++) {
      if (counts[c] > 0) {
        seen.add(c);
      }
    }
    seen.sort(Comparator.comparingLong((Integer c) -> counts[c]).reversed());
    BitSet kept = new BitSet();
    seen.stream().limit(limit).forEach(kept::set);
    return new Alphabet(kept);
  }

  boolean contains(int codePoint) {
    return characters.get(codePoint);
  }

  int size() {
    return characters.cardinality();
  }
}
