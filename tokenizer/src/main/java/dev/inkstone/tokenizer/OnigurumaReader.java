package dev.inkstone.tokenizer;

import dev.inkstone.error.UnsupportedModelException;

/** Walks over a regular expression. Not thread-safe. */
final class OnigurumaReader {
  private final String pattern;
  private int at;

  OnigurumaReader(String pattern) {
    this.pattern = pattern;
  }

  boolean hasNext() {
    return at < pattern.length();
  }

  /** Whether {@code text} comes next. */
  boolean sees(String text) {
    return pattern.startsWith(text, at);
  }

  /** Steps over {@code text} if it comes next. */
  boolean skip(String text) {
    boolean seen = sees(text);
    at += seen ? text.length() : 0;
    return seen;
  }

  /** The next character; {@code where} says what is not finished when there is none. */
  int next(String where) {
    if (!hasNext()) {
      throw new UnsupportedModelException("%s is not closed".formatted(where));
    }
    int codePoint = pattern.codePointAt(at);
    at += Character.charCount(codePoint);
    return codePoint;
  }

  /** What stands before {@code end}; steps over both. */
  String until(String end, String where) {
    int close = pattern.indexOf(end, at);
    if (close < 0) {
      throw new UnsupportedModelException("%s is not closed".formatted(where));
    }
    String text = pattern.substring(at, close);
    at = close + end.length();
    return text;
  }

  /** Whether {@code text} comes anywhere later. */
  boolean seesLater(String text) {
    return pattern.indexOf(text, at) >= 0;
  }

  int position() {
    return at;
  }

  /** Goes back to a position. */
  void reset(int position) {
    at = position;
  }

  /** Up to {@code most} digits of a number system as a value, or -1 without digits. */
  int number(int radix, int most) {
    int value = -1;
    for (int i = 0; i < most && hasNext(); i++) {
      int digit = Character.digit(pattern.charAt(at), radix);
      if (digit < 0 || pattern.charAt(at) > 'f') {
        break;
      }
      value = Math.max(value, 0) * radix + digit;
      at++;
    }
    return value;
  }

  /**
   * The character of an escape whose letter has been read, or -1 where the letter is no escape for
   * a character.
   */
  int escapedCharacter(int letter) {
    return switch (letter) {
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 'f' -> '\f';
      case 'v' -> 0x0B;
      case 'a' -> 0x07;
      case 'e' -> 0x1B;
      case 'x' -> hexadecimal();
      case 'u' -> required(number(16, 4), "\\u");
      case '0' -> Math.max(0, number(8, 2));
      default -> -1;
    };
  }

  private int hexadecimal() {
    if (!skip("{")) {
      int value = required(number(16, 2), "\\x");
      if (value > 0x7F) {
        // It would be one byte of a longer character.
        throw new UnsupportedModelException("\\x%X is not a character".formatted(value));
      }
      return value;
    }
    int value = required(number(16, 6), "\\x{");
    if (!skip("}") || value > Character.MAX_CODE_POINT) {
      throw new UnsupportedModelException("\\x{...} is not a character");
    }
    return value;
  }

  private static int required(int value, String escape) {
    if (value < 0) {
      throw new UnsupportedModelException("%s has no digits".formatted(escape));
    }
    return value;
  }
}
