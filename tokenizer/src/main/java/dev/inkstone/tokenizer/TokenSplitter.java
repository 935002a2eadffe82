package dev.inkstone.tokenizer;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into parts that have so many tokens at most.
 *
 * <p>A cut lies between two tokens of the whole text, and between two characters. A part encoded on
 * its own may have other tokens than within the whole, and more of them, so each is counted again,
 * and shortened where it is too long.
 */
final class TokenSplitter {
  private final VocabularyTokenizer tokenizer;
  private final String text;
  private final SequenceTokens tokens;
  private final int maxTokens;

  TokenSplitter(VocabularyTokenizer tokenizer, String text, int maxTokens) {
    if (maxTokens < 1) {
      throw new IllegalArgumentException(
          "maxTokens is %d, expected at least 1".formatted(maxTokens));
    }
    this.tokenizer = tokenizer;
    this.text = text;
    this.tokens = tokenizer.tokens(text, EncodeOptions.SpecialText.NONE);
    this.maxTokens = maxTokens;
  }

  /** As much of the start of the text as fits. */
  String start() {
    if (tokens.size() <= maxTokens) {
      return text;
    }
    int reach = reach(0, 0);
    return reach == 0 ? "" : text.substring(0, end(reach));
  }

  /**
   * Parts that cover the text, each with {@code overlap} tokens of the one before or a few less.
   *
   * @throws IllegalArgumentException if a single character has more tokens than a part may have
   */
  List<TextSpan> parts(int overlap) {
    if (overlap < 0 || overlap >= maxTokens) {
      throw new IllegalArgumentException(
          "overlap is %d, expected 0 to %d (maxTokens = %d)"
              .formatted(overlap, maxTokens - 1, maxTokens));
    }
    List<TextSpan> parts = new ArrayList<>();
    int reached = 0;
    int covered = 0;
    while (covered < text.length()) {
      int from = overlapping(reached, parts.isEmpty() ? 0 : overlap);
      int reach = reach(from, start(from, reached, covered));
      if (reach <= reached) {
        // The shared tokens left no room for the next character.
        from = reached;
        reach = reach(from, covered);
      }
      if (reach <= reached && reached < tokens.size()) {
        throw new IllegalArgumentException(
            "maxTokens is %d, but the character at %d needs more tokens"
                .formatted(maxTokens, covered));
      }
      parts.add(new TextSpan(start(from, reached, covered), end(reach)));
      reached = reach;
      covered = end(reach);
    }
    return parts;
  }

  private int overlapping(int reached, int overlap) {
    int from = Math.max(0, reached - overlap);
    while (from < reached && !isCut(from)) {
      from++;
    }
    return from;
  }

  /** Where a part starts that has tokens from {@code from} on. */
  private int start(int from, int reached, int covered) {
    return from == reached ? covered : tokens.starts()[from];
  }

  /** How many tokens of the text lie before the end of a part that starts at token {@code from}. */
  private int reach(int from, int start) {
    int reach = Math.min(from + maxTokens, tokens.size());
    while (reach > from && !(isCut(reach) && fits(start, reach))) {
      reach--;
    }
    return reach;
  }

  private boolean fits(int start, int reach) {
    return tokenizer.count(text.substring(start, end(reach))) <= maxTokens;
  }

  /** Whether no character has tokens on both sides. */
  private boolean isCut(int token) {
    return token == 0
        || token == tokens.size()
        || tokens.ends()[token - 1] <= tokens.starts()[token];
  }

  /** Where a part ends: it takes along what has no token. */
  private int end(int reach) {
    return reach == tokens.size() ? text.length() : tokens.starts()[reach];
  }
}
