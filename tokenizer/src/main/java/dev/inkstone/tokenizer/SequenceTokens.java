package dev.inkstone.tokenizer;

import java.util.Arrays;

/**
 * The tokens of one text, without special tokens around it. Not to be changed.
 *
 * @param ids their ids
 * @param words the word of each
 * @param starts where each starts in the text, in UTF-16 units
 * @param ends where each ends
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on inside the package, never handed out.
record SequenceTokens(int[] ids, int[] words, int[] starts, int[] ends) {

  int size() {
    return ids.length;
  }

  /** The tokens from {@code from} to {@code to}. */
  SequenceTokens slice(int from, int to) {
    return new SequenceTokens(
        Arrays.copyOfRange(ids, from, to),
        Arrays.copyOfRange(words, from, to),
        Arrays.copyOfRange(starts, from, to),
        Arrays.copyOfRange(ends, from, to));
  }
}
