package dev.inkstone.tokenizer;

import java.nio.charset.StandardCharsets;

/**
 * How a WordPiece vocabulary tells pieces that start a word from those that continue it.
 *
 * @param start what starting pieces have in front
 * @param continuing what continuing pieces have in front
 */
record WordPieceAffixes(String start, String continuing) {
  /** GGUF's way: a space, written U+2581, in front of starting pieces. */
  static final WordPieceAffixes GGUF =
      new WordPieceAffixes(String.valueOf(SentencePieceSpelling.SPACE), "");

  /** The way of the original vocabularies, with {@code ##} as a rule. */
  static WordPieceAffixes continuing(String prefix) {
    return new WordPieceAffixes("", prefix);
  }

  /**
   * What a token stands for inside a text, a space before a word included.
   *
   * @param cleanup whether the space goes where English has none
   */
  byte[] bytes(String token, boolean cleanup) {
    if (token.isEmpty()) {
      return new byte[0];
    }
    String text = inside(token);
    return (cleanup ? EnglishCleanup.of(text) : text).getBytes(StandardCharsets.UTF_8);
  }

  private String inside(String token) {
    if (!continuing.isEmpty()) {
      boolean continues = token.startsWith(continuing);
      return continues ? token.substring(continuing.length()) : " " + token;
    }
    return token.startsWith(start) ? " " + token.substring(start.length()) : token;
  }
}
