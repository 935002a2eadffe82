package dev.inkstone.tokenizer;

import java.nio.charset.StandardCharsets;

/** UTF-8 as the scanners use it: valid by construction, so that decoding needs no checks. */
final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';

  private Utf8() {}

  /** The bytes of {@code text}; a lone surrogate becomes U+FFFD, never a question mark. */
  static byte[] encode(String text) {
    return valid(text).getBytes(StandardCharsets.UTF_8);
  }

  /** The same text, of the same length, with U+FFFD in the place of lone surrogates. */
  static String valid(String text) {
    return hasLoneSurrogate(text) ? withoutLoneSurrogates(text) : text;
  }

  /** What a code point is in UTF-8, which has no surrogates. */
  static int valid(int codePoint) {
    boolean surrogate =
        codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    return surrogate ? REPLACEMENT : codePoint;
  }

  /** Bytes of the character that starts with {@code lead}. */
  static int width(byte lead) {
    if (lead >= 0) {
      return 1;
    }
    int unsigned = lead & 0xFF;
    return unsigned < 0xE0 ? 2 : unsigned < 0xF0 ? 3 : 4;
  }

  /** How many UTF-16 units the characters of {@code [from, to)} have. */
  static int units(byte[] text, int from, int to) {
    int units = 0;
    for (int at = from; at < to; at += width(text[at])) {
      units += width(text[at]) == 4 ? 2 : 1;
    }
    return units;
  }

  /** The code point that starts at {@code pos} of valid UTF-8. */
  static int codePoint(byte[] text, int pos) {
    int lead = text[pos];
    if (lead >= 0) {
      return lead;
    }
    int unsigned = lead & 0xFF;
    if (unsigned < 0xE0) {
      return (unsigned & 0x1F) << 6 | (text[pos + 1] & 0x3F);
    }
    int two = (text[pos + 1] & 0x3F) << 6 | (text[pos + 2] & 0x3F);
    if (unsigned < 0xF0) {
      return (unsigned & 0x0F) << 12 | two;
    }
    return (unsigned & 0x07) << 18 | two << 6 | (text[pos + 3] & 0x3F);
  }

  /** Where the character that ends just before {@code pos} starts. */
  static int previous(byte[] text, int pos) {
    int at = pos - 1;
    while ((text[at] & 0xC0) == 0x80) {
      at--;
    }
    return at;
  }

  private static boolean hasLoneSurrogate(String text) {
    int length = text.length();
    int at = 0;
    while (at < length) {
      if (!Character.isSurrogate(text.charAt(at))) {
        at++;
      } else if (isPair(text, at)) {
        at += 2;
      } else {
        return true;
      }
    }
    return false;
  }

  private static boolean isPair(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        && at + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(at + 1));
  }

  private static String withoutLoneSurrogates(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().map(Utf8::valid).forEach(out::appendCodePoint);
    return out.toString();
  }
}
