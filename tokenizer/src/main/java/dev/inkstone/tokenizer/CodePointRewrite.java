package dev.inkstone.tokenizer;

import java.util.function.IntUnaryOperator;

/**
 * Replaces or leaves out single characters.
 *
 * @param rule the code point for a code point, itself to keep it, or {@link #DROP}
 */
record CodePointRewrite(IntUnaryOperator rule) implements Normalizer {
  /** What a rule returns for a character to be left out. */
  static final int DROP = -1;

  @Override
  public AlignedText apply(AlignedText aligned) {
    String text = aligned.text();
    Rewriting rewriting = new Rewriting(aligned);
    int at = 0;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      int next = at + Character.charCount(codePoint);
      int result = rule.applyAsInt(codePoint);
      if (result == DROP) {
        rewriting.drop(at, next);
      } else if (result != codePoint) {
        rewriting.replace(at, next, result);
      }
      at = next;
    }
    return rewriting.finish();
  }
}
