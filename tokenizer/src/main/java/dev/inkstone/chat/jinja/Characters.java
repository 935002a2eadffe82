package dev.inkstone.chat.jinja;

/** Python's classes of characters. */
final class Characters {
  private Characters() {}

  /** Whether {@code str.isspace} holds for a code point. */
  static boolean isSpace(int point) {
    return (point >= 0x09 && point <= 0x0d)
        || (point >= 0x1c && point <= 0x20)
        || point == 0x85
        || point == 0xa0
        || (point > 0xff && (Character.isSpaceChar(point) || point == 0x2028 || point == 0x2029));
  }

  /** Whether {@code str.splitlines} ends a line at a code point. */
  static boolean endsLine(int point) {
    return (point >= 0x0a && point <= 0x0d)
        || (point >= 0x1c && point <= 0x1e)
        || point == 0x85
        || point == 0x2028
        || point == 0x2029;
  }

  /** Whether {@code str.isprintable} holds for a code point. */
  static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> true;
    };
  }

  /** Whether a string is a name in Python. */
  static boolean isIdentifier(String text) {
    return !text.isEmpty()
        && (text.charAt(0) == '_' || Character.isUnicodeIdentifierStart(text.codePointAt(0)))
        && text.codePoints().allMatch(Character::isUnicodeIdentifierPart);
  }

  /** Whether Python's {@code \\w} matches a code point. */
  static boolean isWord(int point) {
    return Character.isLetterOrDigit(point) || point == '_' || isMarkOrNumber(point);
  }

  private static boolean isMarkOrNumber(int point) {
    int type = Character.getType(point);
    return type == Character.LETTER_NUMBER || type == Character.OTHER_NUMBER;
  }

  /** The index after the white space that starts at {@code from}. */
  static int skipSpace(String text, int from) {
    int at = from;
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** The index before the white space that ends at {@code end}, not below {@code start}. */
  static int skipSpaceBack(String text, int start, int end) {
    int at = end;
    while (at > start && isSpace(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  static String strip(String text) {
    int start = skipSpace(text, 0);
    return text.substring(start, skipSpaceBack(text, start, text.length()));
  }
}
