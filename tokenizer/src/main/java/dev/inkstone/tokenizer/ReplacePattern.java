package dev.inkstone.tokenizer;

/**
 * Replaces every match of a pattern.
 *
 * @param pattern what to search for
 * @param content what to put there, as it is
 */
record ReplacePattern(PatternFinder pattern, String content) implements Normalizer {
  @Override
  public AlignedText apply(AlignedText aligned) {
    Matches matches = pattern.find(aligned.text());
    Rewriting rewriting = new Rewriting(aligned);
    for (int i = 0; i < matches.size(); i++) {
      if (matches.isMatch(i)) {
        rewriting.replace(matches.start(i), matches.end(i), content);
      }
    }
    return rewriting.finish();
  }

  /** Nobody knows what the pattern matches. */
  @Override
  public boolean keepsApart(char separator) {
    return false;
  }
}
