package dev.inkstone.tokenizer;

/**
 * Leaves merges out at random while a BPE model encodes, so that a text has many encodings: a
 * regularization for training (Provilkov, Emelianenko, Voita 2020, arXiv:1910.13267).
 *
 * {@snippet :
 * EncodeOptions sampled = EncodeOptions.PLAIN.withDropout(new BpeDropout(0.1, epoch));
 * int[] ids = tokenizer.encode(text, sampled);
 * }
 *
 * <p>The same seed gives the same ids of a text. Words are neither remembered nor looked up whole,
 * so encoding is slower. Models other than BPE have no merges and are not affected. A {@code
 * dropout} in a file is not applied by itself: what is encoded for inference must not vary.
 *
 * @param probability of leaving out each merge, each time it is its turn; 0 leaves none out, 1 all
 * @param seed of the random choices
 */
public record BpeDropout(double probability, long seed) {
  /** Leaves nothing out. */
  public static final BpeDropout NONE = new BpeDropout(0, 0);

  /** Checks the probability. */
  public BpeDropout {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "dropout probability is %s, expected 0 to 1".formatted(probability));
    }
  }
}
