package dev.inkstone.tokenizer;

/**
 * Leaves out white space at the ends of a text.
 *
 * @param left at the start
 * @param right at the end
 */
record StripSpaces(boolean left, boolean right) implements Normalizer {
  @Override
  public AlignedText apply(AlignedText aligned) {
    String text = aligned.text();
    int from = 0;
    int to = text.length();
    while (left && from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (right && to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    Rewriting rewriting = new Rewriting(aligned);
    if (from > 0) {
      rewriting.drop(0, from);
    }
    if (to < text.length()) {
      rewriting.drop(to, text.length());
    }
    return rewriting.finish();
  }

  private static boolean isSpace(char c) {
    return (CharClass.of(c) & CharClass.SPACE) != 0;
  }
}
