package dev.inkstone.tokenizer;

/**
 * Spells spaces as U+2581, with one in front of a word: the pre-tokenizer of that name.
 *
 * @param prefix where a space goes that is not in the text; never a second one
 * @param splits whether every space starts a word of its own
 */
record Metaspace(SpacePrefix prefix, boolean splits) {
  private static final byte[] SPACE = {(byte) 0xE2, (byte) 0x96, (byte) 0x81};

  /**
   * The bytes of {@code [from, to)} with their spaces spelled.
   *
   * @param textStart whether they start the text
   */
  byte[] spelled(byte[] text, int from, int to, boolean textStart) {
    boolean prefixed = isPrefixed(text, from, to, textStart);
    int spaces = prefixed ? 1 : 0;
    for (int at = from; at < to; at++) {
      spaces += text[at] == ' ' ? 1 : 0;
    }
    byte[] spelled = new byte[to - from + (prefixed ? 1 : 0) + 2 * spaces];
    int end = prefixed ? putSpace(spelled, 0) : 0;
    for (int at = from; at < to; at++) {
      if (text[at] == ' ') {
        end = putSpace(spelled, end);
      } else {
        spelled[end++] = text[at];
      }
    }
    return spelled;
  }

  /** Bytes of the space in front of {@code spelled} that {@code [from, to)} of the text has not. */
  int inserted(byte[] text, int from, int to, byte[] spelled) {
    boolean prefixed = text[from] != ' ' && !isSpace(text, from, to) && isSpace(spelled, 0);
    return prefixed ? SPACE.length : 0;
  }

  /** Where the word that starts at {@code from} of spelled text ends. */
  int wordEnd(byte[] spelled, int from) {
    if (!splits) {
      return spelled.length;
    }
    int at = from + 1;
    while (at < spelled.length && !isSpace(spelled, at)) {
      at++;
    }
    return at;
  }

  private boolean isPrefixed(byte[] text, int from, int to, boolean textStart) {
    boolean here =
        prefix == SpacePrefix.EVERY_SEGMENT || (prefix == SpacePrefix.TEXT_START && textStart);
    return here && text[from] != ' ' && !isSpace(text, from, to);
  }

  private static boolean isSpace(byte[] spelled, int at) {
    return isSpace(spelled, at, spelled.length);
  }

  private static boolean isSpace(byte[] text, int at, int to) {
    return at + 2 < to
        && text[at] == SPACE[0]
        && text[at + 1] == SPACE[1]
        && text[at + 2] == SPACE[2];
  }

  private static int putSpace(byte[] target, int at) {
    System.arraycopy(SPACE, 0, target, at, SPACE.length);
    return at + SPACE.length;
  }
}
