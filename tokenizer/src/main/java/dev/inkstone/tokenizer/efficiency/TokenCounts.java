package dev.inkstone.tokenizer.efficiency;

import dev.inkstone.tokenizer.Tokenizer;

/**
 * The tokens of a text by what they are. Special tokens around the text are not counted.
 *
 * @param total all of them
 * @param unknown those that stand for what the vocabulary cannot spell
 * @param byteFallback those that are bytes of characters; see {@link PieceReason#BYTE_FALLBACK}
 * @param singleCharacter those that are one character, a space in front of it aside
 */
public record TokenCounts(long total, long unknown, long byteFallback, long singleCharacter) {
  static final TokenCounts NONE = new TokenCounts(0, 0, 0, 0);

  /** Checks that no part is larger than the whole. */
  public TokenCounts {
    if (unknown < 0
        || byteFallback < 0
        || singleCharacter < 0
        || Math.max(unknown, Math.max(byteFallback, singleCharacter)) > total) {
      throw new IllegalArgumentException(
          "%d unknown, %d byte and %d single-character tokens of %d: expected 0 to all of them"
              .formatted(unknown, byteFallback, singleCharacter, total));
    }
  }

  static TokenCounts of(Tokenizer tokenizer, int[] ids) {
    long unknown = 0;
    long byteFallback = 0;
    long singleCharacter = 0;
    for (int id : ids) {
      switch (PieceReason.of(tokenizer, id)) {
        case UNKNOWN -> unknown++;
        case BYTE_FALLBACK -> byteFallback++;
        case VOCABULARY ->
            singleCharacter += TokenText.isSingleCharacter(tokenizer.bytes(id)) ? 1 : 0;
        case ADDED_TOKEN, SPECIAL_TOKEN -> {}
      }
    }
    return new TokenCounts(ids.length, unknown, byteFallback, singleCharacter);
  }

  TokenCounts plus(TokenCounts more) {
    return new TokenCounts(
        total + more.total,
        unknown + more.unknown,
        byteFallback + more.byteFallback,
        singleCharacter + more.singleCharacter);
  }
}
