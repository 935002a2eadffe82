package dev.inkstone.tokenizer;

/**
 * Runs of bytes whose letter in the byte alphabet is a number, and the gaps between.
 *
 * <p>A Hugging Face pre-tokenizer that follows ByteLevel sees the alphabet instead of the text. So
 * "Digits" takes the bytes B2, B3, B9, BC, BD and BE for digits too, wherever they stand (they
 * spell {@code ² ³ ¹ ¼ ½ ¾}), and cuts within characters.
 */
final class ByteDigitSplitter implements Splitter {
  private final int most;

  ByteDigitSplitter(int most) {
    this.most = most;
  }

  @Override
  public int next(byte[] text, int from, int end) {
    boolean digit = isDigit(text[from]);
    int left = digit ? most - 1 : Integer.MAX_VALUE;
    int at = from + 1;
    while (at < end && left > 0 && isDigit(text[at]) == digit) {
      at++;
      left--;
    }
    return at;
  }

  private static boolean isDigit(byte value) {
    return (CharClass.of(ByteAlphabet.character(value & 0xFF)) & CharClass.NUMBER) != 0;
  }
}
