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

  /** Whether it may have a space behind its first letter. */
  boolean reachesOverSpaces() {
    String text = spelling.replace(SentencePieceSpelling.SPACE, ' ').stripLeading();
    return stripRight || text.indexOf(' ') >= 0;
  }

  /** The same token with the white space behind it. */
  AddedToken strippingRight() {
    return new AddedToken(id, spelling, markup, leftSpaces, true, wholeWord);
  }
}
