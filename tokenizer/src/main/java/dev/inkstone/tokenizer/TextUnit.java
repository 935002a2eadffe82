package dev.inkstone.tokenizer;

/** What places in a text are counted in. */
public enum TextUnit {
  /** Java's {@code char}: an emoji counts two. */
  UTF_16,
  /** Unicode characters: an emoji counts one. What Hugging Face's library calls offsets. */
  CODE_POINT,
  /** Bytes of UTF-8: an emoji counts four, a lone surrogate as U+FFFD three. */
  UTF_8;

  /** For every UTF-16 place of {@code text}, its end included, the same place in this unit. */
  int[] places(String text) {
    int[] places = new int[text.length() + 1];
    int at = 0;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      int chars = Character.charCount(codePoint);
      // Inside a pair: the place of its start.
      places[at + chars - 1] = places[at];
      places[at + chars] = places[at] + width(codePoint);
      at += chars;
    }
    return places;
  }

  private int width(int codePoint) {
    return switch (this) {
      case UTF_16 -> Character.charCount(codePoint);
      case CODE_POINT -> 1;
      case UTF_8 -> codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    };
  }
}
