package dev.inkstone.examples.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The vocabulary of the built-in model: byte-level BPE over the 256 bytes, merges for a few words,
 * and tokens that mark turns.
 *
 * <p>Bytes are spelled as GPT-2 does (Radford et al. 2019): printable ones of Latin-1 as
 * themselves, the others as the characters from U+0100 on, in order.
 */
final class TinyVocabulary {
  static final String BEGIN = "<|begin|>";
  static final String END = "<|end|>";
  static final List<String> SPECIAL =
      List.of(BEGIN, END, "<|system|>", "<|user|>", "<|assistant|>");

  /** GGUF's token types. */
  private static final int NORMAL = 1;

  private static final int CONTROL = 3;

  private static final List<String> WORDS =
      List.of(
          "the", "a", "of", "and", "to", "in", "is", "on", "over", "under", "ink", "stone", "river",
          "light", "moon", "paper", "quiet", "bright", "small", "slow", "rain", "leaf", "line",
          "wind", "word", "turns", "falls", "waits", "writes", "sings", "drifts", "carries",
          "before", "after", "while", "with");

  private final List<String> tokens = new ArrayList<>();
  private final List<String> merges = new ArrayList<>();

  TinyVocabulary() {
    for (int value = 0; value < 256; value++) {
      tokens.add(spelling((byte) value));
    }
    Set<String> merged = new LinkedHashSet<>();
    for (String word : WORDS) {
      merge(spelling((byte) ' ') + word, merged);
    }
    tokens.addAll(merged);
    tokens.addAll(SPECIAL);
  }

  /** Merges {@code word} from the left: every prefix becomes a token. */
  private void merge(String word, Set<String> merged) {
    for (int length = 2; length <= word.length(); length++) {
      if (merged.add(word.substring(0, length))) {
        merges.add(word.substring(0, length - 1) + " " + word.charAt(length - 1));
      }
    }
  }

  private static String spelling(byte value) {
    int code = Byte.toUnsignedInt(value);
    if (printable(code)) {
      return Character.toString(code);
    }
    int before = 0;
    for (int other = 0; other < code; other++) {
      before += printable(other) ? 0 : 1;
    }
    return Character.toString(0x100 + before);
  }

  private static boolean printable(int code) {
    return (code >= 0x21 && code <= 0x7E) || (code >= 0xA1 && code <= 0xAC) || code >= 0xAE;
  }

  /** All tokens by id. */
  List<String> tokens() {
    return List.copyOf(tokens);
  }

  /** All merges, first ones first. */
  List<String> merges() {
    return List.copyOf(merges);
  }

  /** GGUF's type of every token. */
  int[] types() {
    return tokens.stream().mapToInt(token -> SPECIAL.contains(token) ? CONTROL : NORMAL).toArray();
  }

  /** The id of a token. */
  int id(String token) {
    return tokens.indexOf(token);
  }

  /** The ids of whole words, each with a space in front. */
  static Set<String> words() {
    Set<String> words = new LinkedHashSet<>();
    WORDS.forEach(word -> words.add(" " + word));
    return words;
  }
}
