package dev.inkstone.tokenizer;

import java.util.Arrays;
import java.util.BitSet;

/** The tokens {@code <0x00>} to {@code <0xFF>} of a vocabulary. Immutable. */
final class ByteTokens {
  /** No tokens: spells nothing. */
  static final ByteTokens NONE = new ByteTokens(new int[0]);

  private final int[] ids;

  private ByteTokens(int[] ids) {
    this.ids = ids;
  }

  /** Those of type {@link TokenType#BYTE}. */
  static ByteTokens of(Vocabulary vocabulary) {
    int[] ids = new int[256];
    Arrays.fill(ids, -1);
    for (int id = 0; id < vocabulary.size(); id++) {
      int value =
          vocabulary.type(id) == TokenType.BYTE
              ? SentencePieceSpelling.byteValue(vocabulary.spelling(id))
              : -1;
      if (value >= 0) {
        ids[value] = id;
      }
    }
    return new ByteTokens(ids);
  }

  /** Whether all 256 are in a list of tokens. */
  static boolean allIn(TokenList tokens) {
    BitSet values = new BitSet(256);
    for (int i = 0; i < tokens.size(); i++) {
      int value = SentencePieceSpelling.byteValue(tokens.spelling(i));
      if (value >= 0) {
        values.set(value);
      }
    }
    return values.cardinality() == 256;
  }

  /** Whether every byte has a token. */
  boolean spellAll() {
    return ids.length > 0 && Arrays.stream(ids).allMatch(id -> id >= 0);
  }

  /** Whether each of {@code [from, to)} has a token. */
  boolean canSpell(byte[] text, int from, int to) {
    for (int at = from; at < to; at++) {
      if (ids.length == 0 || ids[text[at] & 0xFF] < 0) {
        return false;
      }
    }
    return true;
  }

  /** The token of a byte that has one. */
  int id(byte value) {
    return ids[value & 0xFF];
  }

  /** Appends a token for each byte of {@code [from, to)}, or nothing when one of them lacks. */
  boolean spell(byte[] text, int from, int to, TokenSink out) {
    if (!canSpell(text, from, to)) {
      return false;
    }
    for (int at = from; at < to; at++) {
      out.add(id(text[at]), at + 1);
    }
    return true;
  }
}
