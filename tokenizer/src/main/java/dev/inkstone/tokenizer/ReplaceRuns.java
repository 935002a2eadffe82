package dev.inkstone.tokenizer;

import java.util.function.IntPredicate;

/**
 * Replaces every run of some characters of the basic plane: {@code [members]{least,}}.
 *
 * @param members the characters
 * @param least length of the shortest run that is replaced
 * @param content what to put there
 */
record ReplaceRuns(IntPredicate members, int least, String content) implements Normalizer {
  @Override
  public AlignedText apply(AlignedText aligned) {
    String text = aligned.text();
    Rewriting rewriting = new Rewriting(aligned);
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && members.test(text.charAt(end))) {
        end++;
      }
      if (end > at && end - at >= least) {
        rewriting.replace(at, end, content);
      }
      at = end + 1;
    }
    return rewriting.finish();
  }
}
