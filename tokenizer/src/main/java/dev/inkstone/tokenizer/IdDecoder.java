package dev.inkstone.tokenizer;

/** A decoder that takes ids without being asked for the text of each. Not thread-safe. */
interface IdDecoder extends StreamingDecoder {
  /** Takes an id. */
  void accept(int id);
}
