package dev.inkstone.tokenizer;

/**
 * A charsmap as SentencePiece applies it: at each position the longest key, else one character as
 * it is.
 *
 * @param map the keys and replacements
 */
record LongestMatchCharsmap(Charsmap map) implements Normalizer {
  @Override
  public AlignedText apply(AlignedText aligned) {
    String text = aligned.text();
    Rewriting rewriting = new Rewriting(aligned);
    int at = 0;
    while (at < text.length()) {
      long match = map.longest(text, at, text.length());
      if (match >= 0) {
        rewriting.replace(at, Charsmap.end(match), map.replacement(match));
        at = Charsmap.end(match);
      } else {
        at += Character.charCount(text.codePointAt(at));
      }
    }
    return rewriting.finish();
  }
}
