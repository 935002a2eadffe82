package dev.inkstone.tokenizer;

/**
 * GPT-2's pattern: {@code 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|
 * \s+(?!\S)|\s+}.
 */
final class Gpt2Splitter implements Splitter {
  private static final int WORD_ENDS = CharClass.LETTER | CharClass.NUMBER | CharClass.SPACE;

  @Override
  public int next(byte[] text, int from, int end) {
    int contraction = ScanRules.contraction(text, from, end);
    if (contraction > from) {
      return contraction;
    }
    int start = text[from] == ' ' && from + 1 < end ? from + 1 : from;
    int first = CharClass.at(text, start);
    if ((first & CharClass.LETTER) != 0) {
      return CharClass.run(text, start, end, CharClass.LETTER);
    }
    if ((first & CharClass.NUMBER) != 0) {
      return CharClass.run(text, start, end, CharClass.NUMBER);
    }
    if ((first & CharClass.SPACE) == 0) {
      return CharClass.runWithout(text, start, end, WORD_ENDS);
    }
    return ScanRules.spaces(text, from, end, false);
  }
}
