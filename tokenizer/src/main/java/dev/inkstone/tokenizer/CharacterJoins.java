package dev.inkstone.tokenizer;

import java.util.List;

/**
 * Which neighbouring characters a symbol of a byte-level vocabulary may join; between two that none
 * joins, text can be cut without changing its tokens.
 *
 * <p>That shortens the pieces of scripts that do not separate words: few pairs of Chinese
 * characters stand within a token. Only cuts before characters of three or four UTF-8 bytes are
 * looked for. A joined pair is never missed; a few others are taken for joined, since pairs are
 * kept as bits of their hashes. Immutable.
 */
final class CharacterJoins {
  /** The first byte of the shortest characters before which text is cut. */
  private static final int WIDE = 0xE0;

  private static final int HASH_BITS = 18;

  private final long[] pairs = new long[1 << (HASH_BITS - 6)];

  /** By the bytes left and right of a border: where a token has only a part of a character. */
  private final boolean[] parts = new boolean[1 << 16];

  /** The joins within the symbols of a vocabulary. */
  CharacterJoins(Vocabulary vocabulary, List<String> strangers) {
    byte[] pool = vocabulary.pool();
    for (int id = 0; id < vocabulary.size(); id++) {
      add(pool, vocabulary.start(id), vocabulary.start(id + 1));
      // Merges may spell what stands for nothing, or for something else, in a decoded text.
      if (vocabulary.type(id) != TokenType.NORMAL) {
        addSpelling(vocabulary.spelling(id));
      }
    }
    strangers.forEach(this::addSpelling);
  }

  /**
   * Whether valid UTF-8 that ends at {@code to}, at least four bytes, ends with a wide character;
   * with fewer an index is out of bounds.
   */
  static boolean endsWide(byte[] text, int to) {
    return isWide(text[to - 3]) || isWide(text[to - 4]);
  }

  /**
   * Where valid UTF-8 can be cut first after {@code from}, or {@code to}.
   *
   * @param from where a character starts
   */
  int nextCut(byte[] text, int from, int to) {
    int before = Utf8.codePoint(text, from);
    int at = from + Utf8.width(text[from]);
    while (at < to) {
      int width = Utf8.width(text[at]);
      int character = Utf8.codePoint(text, at);
      if (isWide(text[at]) && !joins(before, character) && !parts[border(text, at)]) {
        return at;
      }
      before = character;
      at += width;
    }
    return to;
  }

  private void addSpelling(String spelling) {
    byte[] bytes = ByteAlphabet.bytes(spelling, TokenType.NORMAL);
    add(bytes, 0, bytes.length);
  }

  private void add(byte[] token, int from, int to) {
    for (int at = from + 1; at < to; at++) {
      if (isWide(token[at])) {
        int start = at - 1;
        while (start > from && isContinuation(token[start])) {
          start--;
        }
        boolean wholeLeft = !isContinuation(token[start]) && start + Utf8.width(token[start]) == at;
        boolean wholeRight = at + Utf8.width(token[at]) <= to;
        if (wholeLeft && wholeRight) {
          int bit = bit(Utf8.codePoint(token, start), Utf8.codePoint(token, at));
          pairs[bit >>> 6] |= 1L << bit;
        } else {
          parts[border(token, at)] = true;
        }
      }
    }
  }

  private boolean joins(int left, int right) {
    int bit = bit(left, right);
    return (pairs[bit >>> 6] >>> bit & 1) != 0;
  }

  private static int bit(int left, int right) {
    return (((left * 0x9E3779B1) ^ right) * 0x85EBCA6B) >>> (32 - HASH_BITS);
  }

  private static int border(byte[] text, int at) {
    return (text[at - 1] & 0xFF) << 8 | (text[at] & 0xFF);
  }

  private static boolean isWide(byte lead) {
    return (lead & 0xFF) >= WIDE;
  }

  private static boolean isContinuation(byte value) {
    return (value & 0xC0) == 0x80;
  }
}
