package dev.inkstone.tokenizer;

/** What a token is, numbered as GGUF's {@code tokenizer.ggml.token_type} does from 1 on. */
public enum TokenType {
  /** A piece of text. */
  NORMAL,
  /** Stands for what the vocabulary cannot spell. */
  UNKNOWN,
  /** Steers the model and has no text; never made from plain text. */
  CONTROL,
  /** Cut out of every text before anything else. */
  USER_DEFINED,
  /** May appear while merging, never in a result. */
  UNUSED,
  /** One byte of a character that the vocabulary cannot spell. */
  BYTE;

  /** Whether the token is markup rather than text. */
  boolean isMarkup() {
    return this == CONTROL || this == UNKNOWN;
  }
}
