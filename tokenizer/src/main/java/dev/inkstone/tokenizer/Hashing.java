package dev.inkstone.tokenizer;

/** Hashes for the open-addressing tables: all bits are good, the high ones included. */
final class Hashing {
  private Hashing() {}

  /** The hash of a range of bytes. */
  static int of(byte[] text, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text[i];
    }
    return spread(hash);
  }

  /** Spreads a weak hash over all bits (the finalizer of MurmurHash3). */
  static int spread(int hash) {
    int h = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
    h = (h ^ (h >>> 13)) * 0xC2B2AE35;
    return h ^ (h >>> 16);
  }
}
