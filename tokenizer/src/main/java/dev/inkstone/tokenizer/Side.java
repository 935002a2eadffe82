package dev.inkstone.tokenizer;

/** An end of a sequence. */
public enum Side {
  /** Its start. */
  LEFT,
  /** Its end. */
  RIGHT
}
