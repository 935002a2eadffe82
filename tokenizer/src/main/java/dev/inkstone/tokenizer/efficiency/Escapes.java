package dev.inkstone.tokenizer.efficiency;

/** Makes characters without a picture visible. */
final class Escapes {
  private Escapes() {}

  /** The text in double quotes, with those inside it escaped. */
  static String quoted(String text) {
    return '"' + visible(text).replace("\"", "\\\"") + '"';
  }

  /**
   * The text on one line: controls, format characters and backslashes escaped as in Java, and so
   * are marks that have no character of the text to be drawn over.
   */
  static String visible(String text) {
    StringBuilder out = new StringBuilder();
    boolean carriesMarks = false;
    for (int codePoint : text.codePoints().toArray()) {
      boolean drawn = hasPicture(codePoint) && (carriesMarks || !isMark(codePoint));
      append(out, codePoint, drawn);
      carriesMarks = drawn;
    }
    return out.toString();
  }

  private static void append(StringBuilder out, int codePoint, boolean drawn) {
    switch (codePoint) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\\' -> out.append("\\\\");
      default -> {
        if (drawn) {
          out.appendCodePoint(codePoint);
        } else {
          for (char unit : Character.toChars(codePoint)) {
            out.append("\\u%04x".formatted((int) unit));
          }
        }
      }
    }
  }

  private static boolean isMark(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
          true;
      default -> false;
    };
  }

  private static boolean hasPicture(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> codePoint == ' ';
      default -> true;
    };
  }
}
