package dev.inkstone.tokenizer;

/**
 * The last of DeepSeek-V3's three patterns: {@code A[A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+|
 * ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+}, A being ASCII punctuation and symbols. Other
 * characters match nothing and stay together as the gap between two matches.
 */
final class DeepSeekSplitter implements Splitter {
  private static final int WORD = CharClass.LETTER | CharClass.MARK;
  private static final int SIGN = CharClass.PUNCTUATION | CharClass.SYMBOL;
  private static final int NO_PREFIX = CharClass.LETTER | SIGN;

  @Override
  public int next(byte[] text, int from, int end) {
    int match = match(text, from, end);
    int at = from;
    while (match < 0 && at < end) {
      at += Utf8.width(text[at]);
      match = at < end ? match(text, at, end) : -1;
    }
    return at == from ? match : at;
  }

  /** The end of the match at {@code from}, or -1. Takes constant time where nothing matches. */
  private static int match(byte[] text, int from, int end) {
    byte lead = text[from];
    int first = CharClass.at(text, from);
    int second = from + Utf8.width(lead);
    if (lead >= 0 && (first & SIGN) != 0 && second < end && isAsciiLetter(text[second])) {
      return asciiLetters(text, second, end);
    }
    if ((first & NO_PREFIX) == 0 && !ScanRules.isNewline(lead)) {
      int word = CharClass.run(text, second, end, WORD);
      if (word > second) {
        return word;
      }
    }
    if ((first & WORD) != 0) {
      return CharClass.run(text, from, end, WORD);
    }
    int start = lead == ' ' ? second : from;
    int signs = CharClass.run(text, start, end, SIGN);
    if (signs > start) {
      return ScanRules.newlines(text, signs, end);
    }
    return (first & CharClass.SPACE) != 0 ? ScanRules.spaces(text, from, end, true) : -1;
  }

  private static int asciiLetters(byte[] text, int from, int end) {
    int at = from;
    while (at < end && isAsciiLetter(text[at])) {
      at++;
    }
    return at;
  }

  private static boolean isAsciiLetter(byte b) {
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'z';
  }
}
