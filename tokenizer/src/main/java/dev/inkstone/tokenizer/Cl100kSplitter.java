package dev.inkstone.tokenizer;

/**
 * The pattern of cl100k, Llama 3 and Qwen 2: {@code (?i:'s|'t|'re|'ve|'m|'ll|'d)|
 * [^\r\n\p{L}\p{N}]?W+|\p{N}{1,k}| ?[^\sW\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+}, where W is
 * {@code \p{L}} or, in Qwen 3.5, {@code [\p{L}\p{M}]}, and k is 3 (Llama) or 1 (Qwen).
 */
final class Cl100kSplitter implements Splitter {
  private final int word;
  private final int digits;
  private final int symbolEnds;

  /**
   * @param word {@link CharClass} bits of what words are made of
   * @param digits the most numbers in one piece
   */
  Cl100kSplitter(int word, int digits) {
    this.word = word;
    this.digits = digits;
    this.symbolEnds = word | CharClass.NUMBER | CharClass.SPACE;
  }

  @Override
  public int next(byte[] text, int from, int end) {
    int contraction = ScanRules.contractionInAnyCase(text, from, end);
    if (contraction > from) {
      return contraction;
    }
    int first = CharClass.at(text, from);
    if ((first & word) != 0) {
      return CharClass.run(text, from, end, word);
    }
    if ((first & CharClass.NUMBER) != 0) {
      return ScanRules.numbers(text, from, end, digits);
    }
    return afterPrefix(text, from, end, first);
  }

  private int afterPrefix(byte[] text, int from, int end, int first) {
    byte lead = text[from];
    int second = from + Utf8.width(lead);
    int next = second < end ? CharClass.at(text, second) : CharClass.SPACE;
    if (!ScanRules.isNewline(lead) && (next & word) != 0) {
      return CharClass.run(text, second, end, word);
    }
    if ((first & CharClass.SPACE) == 0 || (lead == ' ' && (next & symbolEnds) == 0)) {
      int symbols = CharClass.runWithout(text, second, end, symbolEnds);
      return ScanRules.newlines(text, symbols, end);
    }
    return ScanRules.spaces(text, from, end, true);
  }
}
