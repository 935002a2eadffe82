package dev.inkstone.tokenizer;

import dev.inkstone.tokenizer.numbers.IntList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The symbols and merges of a BPE vocabulary over characters. Immutable.
 *
 * <p>Symbols are token ids, then numbers from {@code size()} on for single characters that are no
 * token but part of one.
 *
 * @see CharacterMergesBuilder
 */
final class CharacterMerges {
  private final Vocabulary vocabulary;
  private final CodePointMap characters;
  private final IntList strangers;
  private final PairTable pairs;

  /** What a space is spelled as. */
  private final int space;

  /** The UTF-16 units that some merge joins with another before them. */
  private final BitSet joined = new BitSet();

  private final Map<Integer, Long> unused;

  CharacterMerges(
      Vocabulary vocabulary,
      CodePointMap characters,
      IntList strangers,
      PairTable pairs,
      char space) {
    this.vocabulary = vocabulary;
    this.characters = characters;
    this.strangers = strangers;
    this.pairs = pairs;
    this.space = space;
    Map<Integer, Long> unusedResults = new HashMap<>();
    for (int merged : pairs.results()) {
      addJoined(vocabulary.spelling(merged));
      if (vocabulary.type(merged) == TokenType.UNUSED) {
        unusedResults.put(merged, PairTable.NONE);
      }
    }
    this.unused = Map.copyOf(unusedResults);
  }

  PairTable pairs() {
    return pairs;
  }

  /** The symbol of a character, or the complement of its code point, which merges with nothing. */
  int symbol(int codePoint) {
    int spelled = codePoint == ' ' ? space : codePoint;
    int symbol = characters.find(spelled);
    return symbol >= 0 ? symbol : ~spelled;
  }

  /** The code point of a symbol that is no token. */
  int codePoint(int symbol) {
    return symbol < 0 ? ~symbol : strangers.get(symbol - vocabulary.size());
  }

  /** Whether some merge joins text with a space behind it, so that words are not independent. */
  boolean joinsAcrossSpace() {
    return joinsWordTo(SentencePieceSpelling.SPACE);
  }

  /** Whether some merge joins other text with a {@code separator} behind it. */
  boolean joinsWordTo(char separator) {
    return joined.get(separator);
  }

  /** Whether a merge can make a token that must not appear in a result. */
  boolean makesUnused() {
    return !unused.isEmpty();
  }

  /** A new map with a key for every such token, for {@link SymbolMerger} to fill. */
  Map<Integer, Long> unusedOrigins() {
    return new HashMap<>(unused);
  }

  private void addJoined(String piece) {
    for (int i = 1; i < piece.length(); i++) {
      if (piece.charAt(i) != piece.charAt(i - 1)) {
        joined.set(piece.charAt(i));
      }
    }
  }
}
