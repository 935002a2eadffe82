package dev.inkstone.tokenizer;

import java.util.List;

/**
 * The merges of a byte-level BPE vocabulary. Immutable once made.
 *
 * <p>Symbols are token ids, then numbers from the vocabulary's size on for strings of bytes that
 * are no token but part of one.
 *
 * @param pairs which pairs merge
 * @param bytes the symbol of each byte, or -1 for one that is left out
 * @param bytePairs what {@code pairs} says of {@code first << 8 | second}: the hot part of it,
 *     small enough to stay in a cache
 * @param strangers the spellings of the symbols that are no token
 * @see ByteMergesBuilder
 */
@SuppressWarnings("ArrayRecordComponent") // Never handed out.
record ByteMerges(PairTable pairs, int[] bytes, long[] bytePairs, List<String> strangers) {

  ByteMerges(PairTable pairs, int[] bytes, List<String> strangers) {
    this(pairs, bytes, pairs.among(bytes), strangers);
  }

  /** Whether a byte is left out, as if the text did not have it. */
  boolean leavesOut(byte value) {
    return bytes[value & 0xFF] < 0;
  }

  /** Whether any byte is left out. */
  boolean leavesSomeOut() {
    boolean some = false;
    for (int symbol : bytes) {
      some |= symbol < 0;
    }
    return some;
  }

  /** Where a symbol of {@code length} bytes that starts at or after {@code from} ends. */
  int end(byte[] text, int from, int length) {
    int at = from;
    for (int left = length; left > 0; at++) {
      left -= leavesOut(text[at]) ? 0 : 1;
    }
    return at;
  }
}
