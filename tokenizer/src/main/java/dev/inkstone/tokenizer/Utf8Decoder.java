package dev.inkstone.tokenizer;

/**
 * Decodes UTF-8 that arrives in parts and may be broken. Not thread-safe.
 *
 * <p>An incomplete character is held back until it is complete or cannot become so; then every
 * maximal part that could have started a character becomes one U+FFFD (Unicode Standard, section
 * 3.9, "U+FFFD Substitution of Maximal Subparts"). So the text does not depend on how the bytes
 * were divided.
 */
final class Utf8Decoder {
  private static final char REPLACEMENT = '\uFFFD';

  private final StringBuilder out = new StringBuilder();

  /** Continuation bytes that are still missing; 0 between characters. */
  private int missing;

  private int codePoint;

  /** The bounds of the next continuation byte: narrower than usual after some lead bytes. */
  private int lowest;

  private int highest;

  /** Takes bytes {@code [from, to)} of {@code bytes}. */
  void accept(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte value = bytes[i];
      if (missing == 0 && value >= 0) {
        out.append((char) value);
      } else {
        accept(value & 0xFF);
      }
    }
  }

  private void accept(int value) {
    if (missing > 0) {
      if (value >= lowest && value <= highest) {
        continueWith(value);
        return;
      }
      missing = 0;
      out.append(REPLACEMENT);
    }
    startWith(value);
  }

  private void continueWith(int value) {
    codePoint = codePoint << 6 | (value & 0x3F);
    lowest = 0x80;
    highest = 0xBF;
    if (--missing == 0) {
      out.appendCodePoint(codePoint);
    }
  }

  private void startWith(int value) {
    if (value < 0x80) {
      out.append((char) value);
    } else if (value < 0xC2 || value > 0xF4) {
      out.append(REPLACEMENT);
    } else {
      missing = value < 0xE0 ? 1 : value < 0xF0 ? 2 : 3;
      codePoint = value & (0x3F >> missing);
      // No overlong forms, no surrogates, nothing above U+10FFFF.
      lowest = value == 0xE0 ? 0xA0 : value == 0xF0 ? 0x90 : 0x80;
      highest = value == 0xED ? 0x9F : value == 0xF4 ? 0x8F : 0xBF;
    }
  }

  /** Returns the text that is complete and forgets it. */
  String take() {
    String text = out.toString();
    out.setLength(0);
    return text;
  }

  /** Ends the input: what was held back becomes U+FFFD. Returns the rest of the text. */
  String finish() {
    if (missing > 0) {
      missing = 0;
      out.append(REPLACEMENT);
    }
    return take();
  }
}
