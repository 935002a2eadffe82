package dev.inkstone.tokenizer;

/**
 * Takes the spaces that a byte-level token starts or ends with out of its place in the text.
 *
 * @param keepsFirst whether the very first space stays, as encoding may have put it there
 */
record SpaceTrim(boolean keepsFirst) {
  private static final char SPACE = '\u0120';

  /** The tokens of {@code text} with smaller places. */
  SequenceTokens apply(SequenceTokens tokens, String text, Vocabulary vocabulary) {
    int[] starts = tokens.starts().clone();
    int[] ends = tokens.ends().clone();
    for (int i = 0; i < starts.length; i++) {
      int id = tokens.ids()[i];
      // An added token may have taken spaces along that its spelling does not have.
      boolean added =
          vocabulary.type(id).isMarkup() || vocabulary.type(id) == TokenType.USER_DEFINED;
      String spelling = added ? text.substring(starts[i], ends[i]) : vocabulary.spelling(id);
      int leading = leadingSpaces(spelling);
      int trailing = trailingSpaces(spelling);
      if (leading > 0 && keepsFirst && (i == 0 || starts[i] == 0)) {
        leading--;
      }
      starts[i] = Math.min(starts[i] + leading, ends[i]);
      if (ends[i] >= trailing) {
        ends[i] = Math.max(ends[i] - trailing, starts[i]);
      }
    }
    return new SequenceTokens(tokens.ids(), tokens.words(), starts, ends);
  }

  private static int leadingSpaces(String spelling) {
    int count = 0;
    while (count < spelling.length() && isSpace(spelling.charAt(count))) {
      count++;
    }
    return count;
  }

  private static int trailingSpaces(String spelling) {
    int count = 0;
    while (count < spelling.length() && isSpace(spelling.charAt(spelling.length() - 1 - count))) {
      count++;
    }
    return count;
  }

  private static boolean isSpace(char c) {
    return c == SPACE || (CharClass.of(c) & CharClass.SPACE) != 0;
  }
}
