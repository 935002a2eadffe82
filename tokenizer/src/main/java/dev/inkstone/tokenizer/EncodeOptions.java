package dev.inkstone.tokenizer;

/**
 * How special tokens are treated while encoding.
 *
 * @param addSpecialTokens whether the model's begin/end tokens are added around the text
 * @param specialText which occurrences of a special token's spelling in the text become that token
 * @param dropout which merges are left out at random; by default none
 */
public record EncodeOptions(boolean addSpecialTokens, SpecialText specialText, BpeDropout dropout) {

  /**
   * Adds nothing and treats the text as plain text: right for user input inside a larger prompt.
   */
  public static final EncodeOptions PLAIN = new EncodeOptions(false, SpecialText.NONE);

  /** Adds what the model wants around a text; special spellings in the text stay plain text. */
  public static final EncodeOptions ADD_SPECIAL = new EncodeOptions(true, SpecialText.NONE);

  /**
   * Adds nothing and reads every special spelling as its token: for trusted, rendered templates.
   */
  public static final EncodeOptions PARSE_SPECIAL = new EncodeOptions(false, SpecialText.ALL);

  /** Options without dropout. */
  public EncodeOptions(boolean addSpecialTokens, SpecialText specialText) {
    this(addSpecialTokens, specialText, BpeDropout.NONE);
  }

  /** The same with merges left out at random. */
  public EncodeOptions withDropout(BpeDropout other) {
    return new EncodeOptions(addSpecialTokens, specialText, other);
  }

  /**
   * Decides, for a special token's spelling found at {@code [start, end)} (UTF-16 indexes), whether
   * it is the token (true) or plain text (false). Control tokens in user text are an injection
   * risk.
   */
  @FunctionalInterface
  public interface SpecialText {
    /** Every special spelling is plain text. */
    SpecialText NONE = (start, end) -> false;

    /** Every special spelling is its token. */
    SpecialText ALL = (start, end) -> true;

    /** Whether the spelling at {@code [start, end)} is the token. */
    boolean isToken(int start, int end);
  }
}
