package dev.inkstone.tokenizer;

/** Encodes the stretches of normalized text between added tokens. Safe for concurrent use. */
interface StretchEncoder {

  /**
   * Appends the tokens of {@code [from, to)} of {@code text}, which is not empty.
   *
   * @param origin where in the whole text the source of {@code text} starts
   */
  void encode(AlignedText text, int from, int to, int origin, TokenSink out);

  /** What is known of the place before a {@code separator} between letters or digits. */
  WordBorder wordBorder(char separator);

  /** Whether it needs to know where in the source its text came from. */
  boolean asksForOrigin();
}
