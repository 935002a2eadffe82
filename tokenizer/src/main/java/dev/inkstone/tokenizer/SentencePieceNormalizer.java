package dev.inkstone.tokenizer;

/**
 * SentencePiece's own normalizer. Immutable.
 *
 * <p>In this order: user-defined pieces stay as they are, elsewhere the longest key of the
 * character map is replaced; runs of spaces become one and spaces at the start go, where the model
 * says so; a text that is empty then ends here; a space is put in front; spaces at the end go,
 * those spelled U+2581 included, since the original has all spaces in that form by then.
 *
 * @param charsmap what is replaced
 * @param userDefined pieces that stay as they are
 * @param dummyPrefix whether a space is put in front
 * @param removesExtraSpaces whether repeated spaces and those at both ends go
 */
record SentencePieceNormalizer(
    Charsmap charsmap,
    AddedTokenMatcher userDefined,
    boolean dummyPrefix,
    boolean removesExtraSpaces) {

  /** The normal form of {@code text}, with plain spaces. */
  String normalize(String text) {
    StringBuilder out = new StringBuilder(text.length() + 1);
    int from = 0;
    while (from < text.length()) {
      AddedTokenMatcher.Occurrence kept =
          userDefined.find(text, from, EncodeOptions.SpecialText.NONE);
      int to = kept == null ? text.length() : kept.start();
      appendMapped(text, from, to, out);
      from = to;
      if (kept != null) {
        append(text, kept.start(), kept.end(), out);
        from = kept.end();
      }
    }
    if (removesExtraSpaces && out.isEmpty()) {
      return "";
    }
    if (dummyPrefix) {
      out.insert(0, ' ');
    }
    if (removesExtraSpaces) {
      removeTrailing(out);
    }
    return out.toString();
  }

  private void appendMapped(String text, int from, int to, StringBuilder out) {
    int at = from;
    while (at < to) {
      long match = charsmap.longest(text, at, to);
      if (match >= 0) {
        String replacement = charsmap.replacement(match);
        append(replacement, 0, replacement.length(), out);
        at = Charsmap.end(match);
      } else {
        int next = at + Character.charCount(text.codePointAt(at));
        append(text, at, next, out);
        at = next;
      }
    }
  }

  /** Appends a part, without the spaces it starts with where they would repeat one. */
  private void append(String text, int from, int to, StringBuilder out) {
    int start = from;
    if (removesExtraSpaces && (out.isEmpty() || out.charAt(out.length() - 1) == ' ')) {
      while (start < to && text.charAt(start) == ' ') {
        start++;
      }
    }
    out.append(text, start, to);
  }

  private static void removeTrailing(StringBuilder out) {
    int length = out.length();
    while (length > 0
        && (out.charAt(length - 1) == ' '
            || out.charAt(length - 1) == SentencePieceSpelling.SPACE)) {
      length--;
    }
    out.setLength(length);
  }
}
