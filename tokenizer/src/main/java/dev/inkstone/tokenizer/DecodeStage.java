package dev.inkstone.tokenizer;

/**
 * One step of a decoder that is a chain: it takes tokens, each in one or more parts, and hands on
 * what becomes of them. Belongs to one stream; not thread-safe.
 */
interface DecodeStage {
  /** Takes a part of the running token. */
  void text(String part);

  /** Ends the running token. */
  void end();

  /** Ends the stream: what was held back is handed on, and the stage is as new. */
  void finish();

  /** Makes a stage in front of another. */
  @FunctionalInterface
  interface Maker {
    DecodeStage before(DecodeStage next);
  }
}
