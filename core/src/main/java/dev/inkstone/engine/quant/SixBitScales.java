package dev.inkstone.engine.quant;

import java.lang.foreign.MemorySegment;

/**
 * The eight 6-bit scales and eight 6-bit minima of a Q4_K or Q5_K block, in twelve bytes:
 *
 * <pre>
 * byte      low bits                                   high two bits
 * 0..3      scale 0..3, six bits                       bits 4 and 5 of scale 4..7
 * 4..7      minimum 0..3, six bits                     bits 4 and 5 of minimum 4..7
 * 8..11     low four: low four bits of scale 4..7; high four: low four bits of minimum 4..7
 * </pre>
 *
 * Four neighbouring values are handled as the four bytes of an {@code int}, first one lowest.
 */
final class SixBitScales {
  /** Bytes the scales take. */
  static final int BYTES = 12;

  private static final int SIX_BITS = 0x3F3F3F3F;
  private static final int FOUR_BITS = 0x0F0F0F0F;
  private static final int TWO_BITS = 0x03030303;

  private SixBitScales() {}

  /** Scale {@code s} of the twelve bytes at {@code offset}. */
  static int scale(MemorySegment source, long offset, int s) {
    if (s < 4) {
      return Bytes.unsigned(source, offset + s) & 63;
    }
    int low = Bytes.unsigned(source, offset + 4 + s) & 15;
    return low | ((Bytes.unsigned(source, offset + s - 4) >> 6) << 4);
  }

  /** Minimum {@code s} of the twelve bytes at {@code offset}. */
  static int minimum(MemorySegment source, long offset, int s) {
    if (s < 4) {
      return Bytes.unsigned(source, offset + 4 + s) & 63;
    }
    int low = Bytes.unsigned(source, offset + 4 + s) >> 4;
    return low | ((Bytes.unsigned(source, offset + s) >> 6) << 4);
  }

  /**
   * Writes d and dmin, binary16, then the eight scales and minima: the first 16 bytes of a block.
   */
  static void write(AffineBlock block, MemorySegment target, long start) {
    target.set(Bytes.SHORT, start, block.d());
    target.set(Bytes.SHORT, start + 2, block.dmin());
    int[] scales = block.scales();
    int[] minima = block.minima();
    long offset = start + 4;
    for (int s = 0; s < 4; s++) {
      Bytes.put(target, offset + s, scales[s] | ((scales[s + 4] >> 4) << 6));
      Bytes.put(target, offset + 4 + s, minima[s] | ((minima[s + 4] >> 4) << 6));
      Bytes.put(target, offset + 8 + s, (scales[s + 4] & 15) | ((minima[s + 4] & 15) << 4));
    }
  }

  /** Reads all eight scales and minima, one byte each. */
  static void split(MemorySegment source, long offset, byte[] scales, byte[] minima) {
    int first = source.get(Bytes.INT, offset);
    int second = source.get(Bytes.INT, offset + 4);
    int third = source.get(Bytes.INT, offset + 8);
    int lateScales = (third & FOUR_BITS) | (((first >>> 6) & TWO_BITS) << 4);
    int lateMinima = ((third >>> 4) & FOUR_BITS) | (((second >>> 6) & TWO_BITS) << 4);
    Bytes.putEight(scales, 0, join(first & SIX_BITS, lateScales));
    Bytes.putEight(minima, 0, join(second & SIX_BITS, lateMinima));
  }

  private static long join(int low, int high) {
    return (low & 0xFFFFFFFFL) | ((long) high << 32);
  }
}
