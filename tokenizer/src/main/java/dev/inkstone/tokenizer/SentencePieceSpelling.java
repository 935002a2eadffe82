package dev.inkstone.tokenizer;

import java.nio.charset.StandardCharsets;

/** How SentencePiece vocabularies spell text: spaces as U+2581, bytes as {@code <0x0A>}. */
final class SentencePieceSpelling {
  /** The lower one eighth block that stands for a space. */
  static final char SPACE = '\u2581';

  private SentencePieceSpelling() {}

  /** What a text or byte token stands for. */
  static byte[] bytes(String token, TokenType type) {
    int value = type == TokenType.BYTE ? byteValue(token) : -1;
    if (value >= 0) {
      return new byte[] {(byte) value};
    }
    return token.replace(SPACE, ' ').getBytes(StandardCharsets.UTF_8);
  }

  /** The value of a token spelled {@code <0xHH>}, or -1. */
  static int byteValue(String token) {
    if (token.length() != 6 || !token.startsWith("<0x") || token.charAt(5) != '>') {
      return -1;
    }
    int high = Character.digit(token.charAt(3), 16);
    int low = Character.digit(token.charAt(4), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
