package dev.inkstone.chat.jinja;

import dev.inkstone.error.ChatTemplateException;

/** Python's escapes in string literals; an unknown escape keeps its backslash. */
final class StringEscapes {
  private StringEscapes() {}

  static String decode(String body, int line) {
    if (body.indexOf('\\') < 0) {
      return body;
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < body.length()) {
      char c = body.charAt(at);
      if (c != '\\') {
        out.append(c);
        at++;
      } else {
        at = escape(body, at + 1, out, line);
      }
    }
    return out.toString();
  }

  /** Decodes the escape whose letter stands at {@code at}; returns the index after it. */
  private static int escape(String body, int at, StringBuilder out, int line) {
    char letter = body.charAt(at);
    switch (letter) {
      case '\n' -> {}
      case '\\', '\'', '"' -> out.append(letter);
      case 'a' -> out.append('\u0007');
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'v' -> out.append('\u000b');
      case 'x' -> {
        return hex(body, at, 2, out, line);
      }
      case 'u' -> {
        return hex(body, at, 4, out, line);
      }
      case 'U' -> {
        return hex(body, at, 8, out, line);
      }
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        return octal(body, at, out);
      }
      case 'N' -> throw failure(line, "named characters (\\N{...}) are not supported");
      default -> out.append('\\').append(letter);
    }
    return at + 1;
  }

  private static int hex(String body, int at, int digits, StringBuilder out, int line) {
    int end = at + 1 + digits;
    String code = end <= body.length() ? body.substring(at + 1, end) : "";
    if (code.isEmpty() || !code.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
      throw failure(line, "an escape needs " + digits + " hexadecimal digits");
    }
    long point = Long.parseLong(code, 16);
    if (point > Character.MAX_CODE_POINT) {
      throw failure(line, "an escape is beyond the last character of Unicode");
    }
    out.appendCodePoint((int) point);
    return end;
  }

  private static int octal(String body, int at, StringBuilder out) {
    int end = at;
    int value = 0;
    while (end < body.length()
        && end < at + 3
        && body.charAt(end) >= '0'
        && body.charAt(end) <= '7') {
      value = value * 8 + body.charAt(end) - '0';
      end++;
    }
    out.appendCodePoint(value);
    return end;
  }

  private static ChatTemplateException failure(int line, String message) {
    return new ChatTemplateException("chat template, line " + line + ": " + message);
  }
}
