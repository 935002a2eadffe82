package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Q6_K: 6-bit codes around 32, 256 weights in sixteen sub-blocks of 16 with signed 8-bit scales;
 * 6.5625 bits a weight.
 *
 * <pre>
 * offset size meaning
 *      0  128 low bits: two halves of 64 bytes for weights 0..127 and 128..255; within a half, byte
 *             32p + j (p = 0, 1; j = 0..31) holds the low four bits of code 32p + j in its low and
 *             of code 64 + 32p + j in its high four bits
 *    128   64 high bits: two halves of 32 bytes; bits 2q and 2q + 1 of byte j are bits 4 and 5 of
 *             code 32q + j (q = 0..3) of the half
 *    192   16 scale of sub-blocks 0..15, signed bytes
 *    208    2 d, binary16
 *
 * weight = (d * scale[s]) * (code - 32)
 * </pre>
 *
 * Encoding fits each sub-block with {@link SymmetricFit}, rounds the scales to eight bits, the
 * largest to -128, and the codes once more to the rounded scales.
 */
final class Q6_K extends CodedFormat {
  private static final int HIGH_BITS = 128;
  private static final int SCALES = 192;
  private static final int SCALE = 208;
  private static final int ZERO = 32;

  Q6_K() {
    super("Q6_K", 210, new PanelFormat.Codes(6, ZERO, 256, 16, true, false));
  }

  @Override
  void decodeBlock(MemorySegment source, long offset, float[] target, int index) {
    float d = Bytes.half(source, offset + SCALE);
    for (int q = 0; q < 8; q++) {
      long low = offset + (q >> 2) * 64L + (q & 1) * 32L;
      long high = offset + HIGH_BITS + (q >> 2) * 32L;
      int lowShift = ((q >> 1) & 1) * 4;
      int highShift = (q & 3) * 2;
      for (int j = 0; j < 32; j++) {
        int lowBits = (Bytes.unsigned(source, low + j) >> lowShift) & 15;
        int highBits = (Bytes.unsigned(source, high + j) >> highShift) & 3;
        byte scale = source.get(ValueLayout.JAVA_BYTE, offset + SCALES + 2 * q + (j >> 4));
        target[index + 32 * q + j] = (d * scale) * ((lowBits | (highBits << 4)) - ZERO);
      }
    }
  }

  @Override
  void encodeBlock(float[] source, int index, MemorySegment target, long offset) {
    byte[] codes = new byte[256];
    byte[] scales = new byte[16];
    short d = fit(source, index, scales, codes);
    target.set(Bytes.SHORT, offset + SCALE, d);
    MemorySegment.copy(scales, 0, target, ValueLayout.JAVA_BYTE, offset + SCALES, 16);
    writeCodes(codes, target, offset);
  }

  /** Fills in scales and codes, which come as zeros, and returns d. */
  private static short fit(float[] source, int index, byte[] scales, byte[] codes) {
    float[] fitted = new float[16];
    for (int s = 0; s < 16; s++) {
      fitted[s] = SymmetricFit.fit(source, index + 16 * s, codes, 16 * s);
      if (!Float.isFinite(fitted[s])) {
        throw Half.beyondRange(Extremes.farthestFromZero(source, index + 16 * s, 16));
      }
    }
    float largest = Extremes.farthestFromZero(fitted, 0, 16);
    if (Math.abs(largest) < SymmetricFit.NEGLIGIBLE) {
      return 0;
    }
    float inverse = -128 / largest;
    short d = Half.bits(1 / inverse);
    for (int s = 0; s < 16; s++) {
      scales[s] = (byte) Math.clamp((int) Math.rint(inverse * fitted[s]), -128, 127);
      roundCodes(source, index + 16 * s, Float.float16ToFloat(d) * scales[s], codes, 16 * s);
    }
    return d;
  }

  private static void roundCodes(
      float[] source, int from, float step, byte[] codes, int codesFrom) {
    if (step == 0) {
      return;
    }
    for (int j = 0; j < 16; j++) {
      int steps = (int) Math.rint(source[from + j] / step);
      codes[codesFrom + j] = (byte) (ZERO + Math.clamp(steps, -ZERO, ZERO - 1));
    }
  }

  private static void writeCodes(byte[] codes, MemorySegment target, long offset) {
    for (int half = 0; half < 2; half++) {
      int first = 128 * half;
      for (int j = 0; j < 32; j++) {
        int c0 = codes[first + j];
        int c1 = codes[first + 32 + j];
        int c2 = codes[first + 64 + j];
        int c3 = codes[first + 96 + j];
        int high = (c0 >> 4) | ((c1 >> 4) << 2) | ((c2 >> 4) << 4) | ((c3 >> 4) << 6);
        Bytes.put(target, offset + 64 * half + j, (c0 & 15) | ((c2 & 15) << 4));
        Bytes.put(target, offset + 64 * half + 32 + j, (c1 & 15) | ((c3 & 15) << 4));
        Bytes.put(target, offset + HIGH_BITS + 32 * half + j, high);
      }
    }
  }

  @Override
  public void split(MemorySegment source, long offset, BlockParts parts) {
    parts.scale = source.get(Bytes.SHORT, offset + SCALE);
    Bytes.copy(source, offset + SCALES, parts.subScales, 16);
    for (int half = 0; half < 2; half++) {
      long low = offset + 64L * half;
      long high = offset + HIGH_BITS + 32L * half;
      int first = 128 * half;
      for (int j = 0; j < 32; j += 8) {
        long even = source.get(Bytes.LONG, low + j);
        long odd = source.get(Bytes.LONG, low + 32 + j);
        long tops = source.get(Bytes.LONG, high + j);
        byte[] codes = parts.codes;
        Bytes.putEight(codes, first + j, Bytes.lowNibbles(even) | top(tops, 0));
        Bytes.putEight(codes, first + 32 + j, Bytes.lowNibbles(odd) | top(tops, 2));
        Bytes.putEight(codes, first + 64 + j, Bytes.highNibbles(even) | top(tops, 4));
        Bytes.putEight(codes, first + 96 + j, Bytes.highNibbles(odd) | top(tops, 6));
      }
    }
  }

  private static long top(long tops, int bit) {
    return Bytes.bitsOfEach(tops, bit, 2) << 4;
  }
}
