package dev.inkstone.tokenizer.efficiency;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;

/**
 * How much of a text comes back when its tokens are decoded; the best comes first.
 *
 * <p>Few tokens are no merit where text is lost, so rankings go by fidelity before they go by
 * tokens.
 */
public enum Fidelity {
  /** All of it: both texts have the same Normalization Form C. */
  LOSSLESS,

  /**
   * All but what the tokenizer's own normalizer writes in another way: the texts differ in case, in
   * white space and in compatibility forms (full width, ligatures: Form KC), and in nothing else.
   * No token is unknown.
   */
  FOLDED,

  /** Less than that: characters are unknown, left out, or have lost their accents. */
  LOSSY;

  /**
   * Compares a text with what was decoded.
   *
   * @param unknown whether one of the tokens is the unknown token
   */
  static Fidelity of(String text, String decoded, boolean unknown) {
    if (unknown) {
      return LOSSY;
    }
    if (Normalizer.normalize(text, Form.NFC).equals(Normalizer.normalize(decoded, Form.NFC))) {
      return LOSSLESS;
    }
    return folded(text).equals(folded(decoded)) ? FOLDED : LOSSY;
  }

  /** The one of two that lost more. */
  Fidelity worse(Fidelity other) {
    return compareTo(other) >= 0 ? this : other;
  }

  private static String folded(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    Normalizer.normalize(text, Form.NFKC)
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT)
        .codePoints()
        .filter(codePoint -> !isSpace(codePoint))
        .forEach(kept::appendCodePoint);
    return Normalizer.normalize(kept, Form.NFKC);
  }

  private static boolean isSpace(int codePoint) {
    return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
  }
}
