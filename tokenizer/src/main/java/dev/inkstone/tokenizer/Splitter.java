package dev.inkstone.tokenizer;

/**
 * One step of a pre-tokenizer: cuts a text into pieces that tokens never cross.
 *
 * <p>It stands for a regular expression applied as "isolated" split: matches are pieces, and what
 * lies between two matches is a piece as well. Implementations are stateless, read valid UTF-8, see
 * {@code end} as the end of the text, and take time linear in the piece they return.
 */
@FunctionalInterface
interface Splitter {

  /** The end of the piece that starts at {@code from}; greater than {@code from}. */
  int next(byte[] text, int from, int end);
}
