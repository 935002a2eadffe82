package dev.inkstone.tokenizer.efficiency;

/**
 * What one tokenizer makes of the text in one language.
 *
 * <p>Figures that are not defined, such as bytes per token where there is no token, are not finite.
 *
 * @param tokenizer the name of the tokenizer
 * @param language the language
 * @param text how long the text is
 * @param tokens its tokens
 * @param fidelity how much of the text decoding gives back
 */
public record Measurement(
    String tokenizer, String language, TextSize text, TokenCounts tokens, Fidelity fidelity) {

  /** Tokens per Unicode character. */
  public double tokensPerCharacter() {
    return (double) tokens.total() / text.characters();
  }

  /** Bytes of UTF-8 per token. */
  public double bytesPerToken() {
    return (double) text.bytes() / tokens.total();
  }

  /**
   * Tokens per word; NaN where words cannot be found. Chinese, Japanese, Lao, Khmer and Burmese
   * have no spaces between words, and Java no dictionary of them; Thai it knows if the language is
   * given as {@code th}.
   */
  public double fertility() {
    return text.words() == 0 ? Double.NaN : (double) tokens.total() / text.words();
  }

  /** The share of unknown tokens, 0 to 1. */
  public double unknownShare() {
    return share(tokens.unknown());
  }

  /** The share of tokens that are bytes of characters, 0 to 1. */
  public double byteFallbackShare() {
    return share(tokens.byteFallback());
  }

  /** The share of tokens that are one character, 0 to 1. */
  public double singleCharacterShare() {
    return share(tokens.singleCharacter());
  }

  /** What a thousand characters cost. */
  public double tokensPerThousandCharacters() {
    return 1000 * tokensPerCharacter();
  }

  /**
   * How many characters of such a text have {@code tokens} tokens.
   *
   * @throws IllegalArgumentException if {@code tokens} is less than 1
   */
  public double charactersIn(int tokens) {
    if (tokens < 1) {
      throw new IllegalArgumentException(
          "a context of %d tokens, expected at least 1".formatted(tokens));
    }
    return Math.floor((double) tokens * text.characters() / this.tokens.total());
  }

  private double share(long part) {
    return (double) part / tokens.total();
  }
}
