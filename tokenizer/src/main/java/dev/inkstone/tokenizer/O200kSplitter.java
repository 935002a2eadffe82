package dev.inkstone.tokenizer;

/**
 * The pattern of o200k (GPT-4o) and, without contractions, of Mistral's Tekken.
 *
 * <p>{@code [^\r\n\p{L}\p{N}]?U*V+C? | [^\r\n\p{L}\p{N}]?U+V*C? | \p{N}{1,k} |
 * ?[^\s\p{L}\p{N}]+[\r\n/]* | \s*[\r\n]+ | \s+(?!\S) | \s+} with U = {@code
 * [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]}, V = {@code [\p{Ll}\p{Lm}\p{Lo}\p{M}]} and C = {@code
 * (?i:'s|'t|'re|'ve|'m|'ll|'d)}: words break where lower case turns to upper case.
 */
final class O200kSplitter implements Splitter {
  private static final int SHARED = CharClass.UNCASED | CharClass.MARK;
  private static final int UPPERS = CharClass.UPPER | SHARED;
  private static final int LOWERS = CharClass.LOWER | SHARED;
  private static final int NO_PREFIX = CharClass.LETTER | CharClass.NUMBER;
  private static final int SYMBOL_ENDS = CharClass.LETTER | CharClass.NUMBER | CharClass.SPACE;

  private final int digits;
  private final boolean contractions;

  O200kSplitter(int digits, boolean contractions) {
    this.digits = digits;
    this.contractions = contractions;
  }

  @Override
  public int next(byte[] text, int from, int end) {
    int first = CharClass.at(text, from);
    if ((first & CharClass.NUMBER) != 0) {
      return ScanRules.numbers(text, from, end, digits);
    }
    int word = word(text, from, end, first);
    if (word > from) {
      return contractions ? ScanRules.contractionInAnyCase(text, word, end) : word;
    }
    return symbolsOrSpaces(text, from, end, first);
  }

  /** The end of the word at {@code from}, or -1: the alternatives in their order. */
  private static int word(byte[] text, int from, int end, int first) {
    boolean prefix = (first & NO_PREFIX) == 0 && !ScanRules.isNewline(text[from]);
    int second = from + Utf8.width(text[from]);
    int body = prefix ? second : from;
    int lower = endingLower(text, body, end);
    if (lower < 0 && prefix) {
      lower = endingLower(text, from, end);
    }
    if (lower > 0) {
      return lower;
    }
    int upper = CharClass.run(text, body, end, UPPERS);
    if (upper > body) {
      return CharClass.run(text, upper, end, LOWERS);
    }
    return -1;
  }

  /** The end of {@code U*V+} at {@code from}, or -1. */
  private static int endingLower(byte[] text, int from, int end) {
    int upper = CharClass.run(text, from, end, UPPERS);
    int lower = CharClass.run(text, upper, end, LOWERS);
    if (lower > upper) {
      return lower;
    }
    // U* took all of it; it gives back as little as possible, up to the last letter in both sets.
    int at = upper;
    while (at > from) {
      int start = Utf8.previous(text, at);
      if ((CharClass.at(text, start) & SHARED) != 0) {
        return at;
      }
      at = start;
    }
    return -1;
  }

  private static int symbolsOrSpaces(byte[] text, int from, int end, int first) {
    int start = text[from] == ' ' && from + 1 < end ? from + 1 : from;
    int next = start == from ? first : CharClass.at(text, start);
    if ((next & SYMBOL_ENDS) != 0) {
      return ScanRules.spaces(text, from, end, true);
    }
    int at = CharClass.runWithout(text, start, end, SYMBOL_ENDS);
    while (at < end && (ScanRules.isNewline(text[at]) || text[at] == '/')) {
      at++;
    }
    return at;
  }
}
