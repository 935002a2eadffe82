package dev.inkstone.tokenizer;

import java.text.Normalizer;

/** Normalization form C, at no cost for text that has it by construction. */
final class Composition {
  /** Below the first combining mark every text is composed. */
  private static final char FIRST_COMBINING = 0x300;

  private Composition() {}

  /** {@code text} in normalization form C. */
  static String composed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= FIRST_COMBINING) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
      }
    }
    return text;
  }
}
