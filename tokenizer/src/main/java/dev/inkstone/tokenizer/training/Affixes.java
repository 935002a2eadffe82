package dev.inkstone.tokenizer.training;

/**
 * What tokens are spelled with beside the text they stand for.
 *
 * @param prefix in front of a token that does not start its word, as {@code ##}; may be empty
 * @param suffix behind a token that ends its word, as {@code </w>}; may be empty
 */
record Affixes(String prefix, String suffix) {
  /** Tokens spelled as their text. */
  static final Affixes NONE = new Affixes("", "");

  /** The token of one character. */
  String spelled(int codePoint, boolean first, boolean last) {
    return (first ? "" : prefix) + Character.toString(codePoint) + (last ? suffix : "");
  }

  /** The token that two neighbours become. */
  String joined(String left, String right) {
    return left + (right.startsWith(prefix) ? right.substring(prefix.length()) : right);
  }
}
