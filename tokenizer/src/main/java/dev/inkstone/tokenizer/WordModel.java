package dev.inkstone.tokenizer;

/** Turns words, cut by a pre-tokenizer, into ids. Immutable. */
@FunctionalInterface
interface WordModel {

  /** Appends the ids of {@code [from, to)} of valid UTF-8, which is not empty. */
  void encode(byte[] text, int from, int to, TokenSink out);
}
