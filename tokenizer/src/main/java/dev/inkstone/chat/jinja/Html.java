package dev.inkstone.chat.jinja;

/** HTML escaping as MarkupSafe does it. */
final class Html {
  private Html() {}

  /** The text with its special characters as entities, as markup; markup stays as it is. */
  static Text escape(Text text) {
    if (text.isMarkup()) {
      return text;
    }
    return escapeAlways(text);
  }

  static Text escapeAlways(Text text) {
    TextBuilder out = new TextBuilder();
    String value = text.value();
    for (int i = 0; i < value.length(); i++) {
      switch (value.charAt(i)) {
        case '&' -> out.like(text, i, "&amp;");
        case '<' -> out.like(text, i, "&lt;");
        case '>' -> out.like(text, i, "&gt;");
        case '\'' -> out.like(text, i, "&#39;");
        case '"' -> out.like(text, i, "&#34;");
        default -> out.append(text, i, i + 1);
      }
    }
    return out.build().withMarkup(true);
  }
}
