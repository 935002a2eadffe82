package dev.inkstone.tokenizer;

/**
 * {@code [0-9][0-9][0-9]}: groups of exactly three ASCII digits, and the gaps between. Works byte
 * by byte.
 */
final class DigitTripleSplitter implements Splitter {

  @Override
  public int next(byte[] text, int from, int end) {
    if (tripleAt(text, from, end)) {
      return from + 3;
    }
    int at = from;
    do {
      at++;
    } while (at < end && !tripleAt(text, at, end));
    return at;
  }

  private static boolean tripleAt(byte[] text, int at, int end) {
    return at + 3 <= end && digit(text[at]) && digit(text[at + 1]) && digit(text[at + 2]);
  }

  private static boolean digit(byte b) {
    return b >= '0' && b <= '9';
  }
}
