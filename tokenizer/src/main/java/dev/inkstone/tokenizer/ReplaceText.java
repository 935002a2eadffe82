package dev.inkstone.tokenizer;

/**
 * Replaces every occurrence of a string.
 *
 * @param pattern what to search for, not empty
 * @param content what to put there
 */
record ReplaceText(String pattern, String content) implements Normalizer {
  ReplaceText {
    if (pattern.isEmpty()) {
      throw new IllegalArgumentException("an empty pattern matches everywhere");
    }
  }

  @Override
  public AlignedText apply(AlignedText aligned) {
    String text = aligned.text();
    Rewriting rewriting = new Rewriting(aligned);
    int at = text.indexOf(pattern);
    while (at >= 0) {
      int end = at + pattern.length();
      rewriting.replace(at, end, content);
      at = text.indexOf(pattern, end);
    }
    return rewriting.finish();
  }

  @Override
  public boolean keepsApart(char separator) {
    return !AddedToken.hasInside(pattern, separator) && Normalizer.super.keepsApart(separator);
  }
}
