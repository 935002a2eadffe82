package dev.inkstone.engine.quant;

import java.lang.foreign.MemorySegment;

/** What the IQ2 formats share: their three magnitudes, and scales of four bits, two in a byte. */
final class IQ2 {
  /** Scales are odd multiples of d / 8. */
  static final float UNIT = 0.125f;

  private IQ2() {}

  /** The magnitudes. */
  static float[] values() {
    return new float[] {8, 25, 43};
  }

  /** Scale {@code s} of the bytes at {@code scales}, even ones in the low bits. */
  static int scale(MemorySegment source, long scales, int s) {
    return (Bytes.unsigned(source, scales + (s >> 1)) >> (4 * (s & 1))) & 15;
  }

  /** Writes scales as {@link #scale} reads them. */
  static void writeScales(int[] scales, MemorySegment target, long offset) {
    for (int s = 0; s < scales.length; s += 2) {
      Bytes.put(target, offset + (s >> 1), scales[s] | (scales[s + 1] << 4));
    }
  }
}
