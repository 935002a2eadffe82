package dev.inkstone.tokenizer;

/** How ids become text. Immutable. */
@FunctionalInterface
interface Decoding {
  /** A new decoder over a vocabulary. */
  IdDecoder open(Vocabulary vocabulary);
}
