package dev.inkstone.tokenizer;

/**
 * A token that is found in text by its spelling, before the model sees the text.
 *
 * @param id its id
 * @param spelling what is searched for, not empty
 * @param markup whether it steers the model: then the caller decides where it is a token
 * @param leftSpaces how many white space characters in front of it belong to it at most
 * @param stripRight whether white space behind it belongs to it
 * @param wholeWord whether letters, digits or underscores beside it rule it out
 */
record AddedToken(
    int id,
    String spelling,
    boolean markup,
    int leftSpaces,
    boolean stripRight,
    boolean wholeWord) {

  /** A token without conditions on its surroundings. */
  static AddedToken plain(int id, String spelling, boolean markup) {
    return new AddedToken(id, spelling, markup, 0, false, false);
  }

  /**
   * Whether it is never found on both sides of the place before a {@code separator} between letters
   * or digits.
   */
  boolean keepsApart(char separator) {
    boolean takesIt = stripRight && separator == ' ';
    return !takesIt && !hasInside(spelling.replace(SentencePieceSpelling.SPACE, ' '), separator);
  }

  /** Whether its last character, white space behind it aside, is a letter, mark or number. */
  boolean endsInWord() {
    int last = spelling.codePointBefore(spelling.length());
    return (CharClass.of(last) & CharClass.WORD) != 0;
  }

  /** Whether {@code text} has a {@code separator} behind something else. */
  static boolean hasInside(String text, char separator) {
    for (int i = 1; i < text.length(); i++) {
      if (text.charAt(i) == separator && text.charAt(i - 1) != separator) {
        return true;
      }
    }
    return false;
  }

  /** The same token with the white space behind it. */
  AddedToken strippingRight() {
    return new AddedToken(id, spelling, markup, leftSpaces, true, wholeWord);
  }
}
