package dev.inkstone.tokenizer;

import java.util.List;

/**
 * The merges of a byte-level BPE vocabulary. Immutable once made.
 *
 * <p>Symbols are token ids, then numbers from the vocabulary's size on for strings of bytes that
 * are no token but part of one.
 *
 * @param pairs which pairs merge
 * @param bytes the symbol of each byte
 * @param strangers the spellings of the symbols that are no token
 * @see ByteMergesBuilder
 */
@SuppressWarnings("ArrayRecordComponent") // Never handed out.
record ByteMerges(PairTable pairs, int[] bytes, List<String> strangers) {}
