package dev.inkstone.tokenizer;

/**
 * How texts are cut that have too many tokens. What is cut off is not lost: {@link
 * Encoding#overflow()} has it, as windows of the same length.
 *
 * {@snippet :
 * Truncation truncation = Truncation.to(512).withStride(64);
 * }
 *
 * @param maxLength the greatest number of tokens, special tokens included
 * @param stride how many tokens a window shares with the one before
 * @param strategy which of two texts is cut
 * @param side which end of a text is cut off
 */
public record Truncation(int maxLength, int stride, Strategy strategy, Side side) {

  /** Checks the ranges. */
  public Truncation {
    if (maxLength < 1) {
      throw new IllegalArgumentException(
          "maxLength is %d, expected at least 1".formatted(maxLength));
    }
    if (stride < 0 || stride >= maxLength) {
      throw new IllegalArgumentException(
          "stride is %d, expected 0 to %d (maxLength = %d)"
              .formatted(stride, maxLength - 1, maxLength));
    }
  }

  /** At most {@code maxLength} tokens: the longer text is cut first, at its end. */
  public static Truncation to(int maxLength) {
    return new Truncation(maxLength, 0, Strategy.LONGEST_FIRST, Side.RIGHT);
  }

  /** The same, with windows that share {@code tokens} tokens. */
  public Truncation withStride(int tokens) {
    return new Truncation(maxLength, tokens, strategy, side);
  }

  /** The same with another choice of the text that is cut. */
  public Truncation withStrategy(Strategy other) {
    return new Truncation(maxLength, stride, other, side);
  }

  /** The same, cut at the other side. */
  public Truncation withSide(Side other) {
    return new Truncation(maxLength, stride, strategy, other);
  }

  /** Which of two texts is cut. */
  public enum Strategy {
    /** The longer one until both are equally long, then both. */
    LONGEST_FIRST,
    /** The first one. */
    ONLY_FIRST,
    /** The second one. */
    ONLY_SECOND
  }
}
