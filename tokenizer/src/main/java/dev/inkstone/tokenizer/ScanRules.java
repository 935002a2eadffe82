package dev.inkstone.tokenizer;

/** The fragments that the regular expressions of several tokenizer families have in common. */
final class ScanRules {
  private ScanRules() {}

  /**
   * A run of white space: {@code \s+(?!\S)|\s+}, with {@code \s*[\r\n]+} in front where {@code
   * cutAfterNewline} is set. Before something that is not white space the run gives back its last
   * character, so that a word keeps its leading space.
   */
  static int spaces(byte[] text, int from, int end, boolean cutAfterNewline) {
    int at = from;
    int last = from;
    int afterNewline = -1;
    while (at < end && (CharClass.at(text, at) & CharClass.SPACE) != 0) {
      last = at;
      boolean newline = isNewline(text[at]);
      at += Utf8.width(text[at]);
      if (newline) {
        afterNewline = at;
      }
    }
    if (cutAfterNewline && afterNewline > 0) {
      return afterNewline;
    }
    return at == end || last == from ? at : last;
  }

  /** At most {@code most} numbers, from {@code from} on. */
  static int numbers(byte[] text, int from, int end, int most) {
    int at = from;
    for (int i = 0; i < most && at < end; i++) {
      if ((CharClass.at(text, at) & CharClass.NUMBER) == 0) {
        break;
      }
      at += Utf8.width(text[at]);
    }
    return at;
  }

  static boolean isNewline(byte b) {
    return b == '\n' || b == '\r';
  }

  /** The end of a run of line ends. */
  static int newlines(byte[] text, int from, int end) {
    int at = from;
    while (at < end && isNewline(text[at])) {
      at++;
    }
    return at;
  }

  /** End of {@code 's|'t|'re|'ve|'m|'ll|'d} at {@code from}, or {@code from} without one. */
  static int contraction(byte[] text, int from, int end) {
    if (from + 1 >= end || text[from] != '\'') {
      return from;
    }
    return from + suffix(text, from, end, text[from + 1], 0);
  }

  /**
   * The same in any case. {@code (?i:'s)} is Unicode case folding to the tokenizers of the field,
   * so U+017F, the long s, counts as an s.
   */
  static int contractionInAnyCase(byte[] text, int from, int end) {
    if (from + 1 >= end || text[from] != '\'') {
      return from;
    }
    if (from + 2 < end && text[from + 1] == (byte) 0xC5 && text[from + 2] == (byte) 0xBF) {
      return from + 3;
    }
    byte first = text[from + 1];
    return first < 0 ? from : from + suffix(text, from, end, (byte) (first | 0x20), 0x20);
  }

  private static int suffix(byte[] text, int from, int end, byte first, int lowerCaseBit) {
    return switch (first) {
      case 's', 't', 'm', 'd' -> 2;
      case 'r', 'v' -> follows(text, from, end, 'e', lowerCaseBit) ? 3 : 0;
      case 'l' -> follows(text, from, end, 'l', lowerCaseBit) ? 3 : 0;
      default -> 0;
    };
  }

  private static boolean follows(byte[] text, int from, int end, char second, int lowerCaseBit) {
    return from + 2 < end && (text[from + 2] | lowerCaseBit) == second;
  }
}
