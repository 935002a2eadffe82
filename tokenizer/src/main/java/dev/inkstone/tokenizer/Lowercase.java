package dev.inkstone.tokenizer;

import java.util.Locale;

/**
 * Lower case, code point by code point.
 *
 * <p>So it knows neither the final sigma nor the Turkish i, which lower-casing a whole string does;
 * of all characters, only U+0130 becomes two.
 */
final class Lowercase implements Normalizer {
  static final Lowercase INSTANCE = new Lowercase();

  private static final int CAPITAL_I_WITH_DOT = 0x130;

  private Lowercase() {}

  @Override
  public AlignedText apply(AlignedText aligned) {
    String text = aligned.text();
    int ascii = asciiPrefix(text);
    if (ascii == text.length()) {
      String lower = text.toLowerCase(Locale.ROOT);
      return lower.equals(text) ? aligned : aligned.withCharacters(lower);
    }
    Rewriting rewriting = new Rewriting(aligned);
    int at = 0;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      int next = at + Character.charCount(codePoint);
      if (codePoint == CAPITAL_I_WITH_DOT) {
        rewriting.replace(at, next, "i\u0307");
      } else {
        int lower = Character.toLowerCase(codePoint);
        if (lower != codePoint) {
          rewriting.replace(at, next, lower);
        }
      }
      at = next;
    }
    return rewriting.finish();
  }

  private static int asciiPrefix(String text) {
    int at = 0;
    while (at < text.length() && text.charAt(at) < 0x80) {
      at++;
    }
    return at;
  }
}
