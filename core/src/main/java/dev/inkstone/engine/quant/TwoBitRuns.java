package dev.inkstone.engine.quant;

import java.lang.foreign.MemorySegment;

/**
 * The two-bit fields that Q2_K, Q3_K and TQ2_0 share: 256 of them in 64 bytes, two halves of 32
 * bytes for weights 0..127 and 128..255. Bits 2q and 2q + 1 of byte j of a half belong to its
 * weight 32q + j.
 */
final class TwoBitRuns {
  private TwoBitRuns() {}

  /** The field of weight {@code i} of the 64 bytes at {@code offset}. */
  static int field(MemorySegment source, long offset, int i) {
    return (Bytes.unsigned(source, offset + (i >> 7) * 32L + (i & 31)) >> (2 * ((i >> 5) & 3))) & 3;
  }

  /** Writes the low two bits of 256 codes. */
  static void write(byte[] codes, MemorySegment target, long offset) {
    for (int half = 0; half < 2; half++) {
      for (int j = 0; j < 32; j++) {
        int fields = 0;
        for (int q = 0; q < 4; q++) {
          fields |= (codes[128 * half + 32 * q + j] & 3) << (2 * q);
        }
        Bytes.put(target, offset + 32L * half + j, fields);
      }
    }
  }

  /** Reads 256 fields. */
  static void split(MemorySegment source, long offset, byte[] codes) {
    for (int half = 0; half < 2; half++) {
      for (int j = 0; j < 32; j += 8) {
        long eight = source.get(Bytes.LONG, offset + 32 * half + j);
        for (int q = 0; q < 4; q++) {
          Bytes.putEight(codes, 128 * half + 32 * q + j, Bytes.bitsOfEach(eight, 2 * q, 2));
        }
      }
    }
  }
}
