package dev.inkstone.bench;

/** Texts as they would stand in Java source, in ASCII. */
final class EscapedText {
  private EscapedText() {}

  /** Everything but printable ASCII as {@code \}{@code uXXXX}. */
  static String of(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        escaped.append('\\').append(c);
      } else if (c >= ' ' && c <= '~') {
        escaped.append(c);
      } else {
        escaped.append("\\u%04X".formatted((int) c));
      }
    }
    return escaped.toString();
  }
}
