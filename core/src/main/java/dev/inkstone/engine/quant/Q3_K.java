package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;

/**
 * Q3_K: 3-bit codes around 4, 256 weights in sixteen sub-blocks of 16 with 6-bit scales around 32;
 * 3.4375 bits a weight.
 *
 * <pre>
 * offset size meaning
 *      0   32 third bits: bit q of byte j is the high bit of code 32q + j
 *     32   64 low two bits of the codes, see {@link TwoBitRuns}
 *     96   12 scales: the low four bits of scale[s] in the low (s = 0..7) or high (s = 8..15) four
 *             bits of byte s mod 8; its high two bits in bits 2 (s div 4) and 2 (s div 4) + 1 of
 *             byte 8 + s mod 4
 *    108    2 d, binary16
 *
 * weight = (d * (scale[s] - 32)) * (code - 4)
 * </pre>
 *
 * Encoding fits each sub-block with {@link StepwiseFit}, rounds the scales to six bits, the largest
 * to -32, and the codes once more to the rounded scales.
 */
final class Q3_K extends CodedFormat {
  private static final int LOW_BITS = 32;
  private static final int SCALES = 96;
  private static final int SCALE = 108;
  private static final int ZERO = 4;
  private static final int SCALE_ZERO = 32;

  Q3_K() {
    super("Q3_K", 110, new PanelFormat.Codes(3, ZERO, 256, 16, true, false));
  }

  @Override
  void decodeBlock(MemorySegment source, long offset, float[] target, int index) {
    float d = Bytes.half(source, offset + SCALE);
    for (int i = 0; i < 256; i++) {
      int low = TwoBitRuns.field(source, offset + LOW_BITS, i);
      int high = (Bytes.unsigned(source, offset + (i & 31)) >> (i >> 5)) & 1;
      float scale = d * scale(source, offset + SCALES, i >> 4);
      target[index + i] = scale * ((low | (high << 2)) - ZERO);
    }
  }

  private static int scale(MemorySegment source, long scales, int s) {
    int low = (Bytes.unsigned(source, scales + (s & 7)) >> (4 * (s >> 3))) & 15;
    int high = (Bytes.unsigned(source, scales + 8 + (s & 3)) >> (2 * (s >> 2))) & 3;
    return (low | (high << 4)) - SCALE_ZERO;
  }

  @Override
  void encodeBlock(float[] source, int index, MemorySegment target, long offset) {
    byte[] codes = new byte[256];
    int[] scales = new int[16];
    short d = fit(source, index, scales, codes);
    target.set(Bytes.SHORT, offset + SCALE, d);
    for (int j = 0; j < 8; j++) {
      int pair = (scales[j] & 15) | ((scales[8 + j] & 15) << 4);
      Bytes.put(target, offset + SCALES + j, pair);
    }
    for (int j = 0; j < 4; j++) {
      int high = 0;
      for (int q = 0; q < 4; q++) {
        high |= (scales[4 * q + j] >> 4) << (2 * q);
      }
      Bytes.put(target, offset + SCALES + 8 + j, high);
    }
    TwoBitRuns.write(codes, target, offset + LOW_BITS);
    for (int j = 0; j < 32; j++) {
      int thirds = 0;
      for (int q = 0; q < 8; q++) {
        thirds |= (codes[32 * q + j] >> 2) << q;
      }
      Bytes.put(target, offset + j, thirds);
    }
  }

  /** Fills in scales with 32 added and codes, and returns d. */
  private static short fit(float[] source, int index, int[] scales, byte[] codes) {
    float[] fitted = new float[16];
    for (int s = 0; s < 16; s++) {
      fitted[s] = StepwiseFit.fit(source, index + 16 * s, codes, 16 * s);
    }
    float largest = Extremes.farthestFromZero(fitted, 0, 16);
    if (largest == 0) {
      return 0;
    }
    float inverse = -SCALE_ZERO / largest;
    short d = Half.bits(1 / inverse);
    for (int s = 0; s < 16; s++) {
      int multiple = Math.clamp((int) Math.rint(inverse * fitted[s]), -SCALE_ZERO, SCALE_ZERO - 1);
      scales[s] = multiple + SCALE_ZERO;
      float step = Float.float16ToFloat(d) * multiple;
      for (int i = 16 * s; step != 0 && i < 16 * (s + 1); i++) {
        int steps = (int) Math.rint(source[index + i] / step);
        codes[i] = (byte) (ZERO + Math.clamp(steps, -ZERO, ZERO - 1));
      }
    }
    return d;
  }

  @Override
  public void split(MemorySegment source, long offset, BlockParts parts) {
    parts.scale = source.get(Bytes.SHORT, offset + SCALE);
    for (int s = 0; s < 16; s++) {
      parts.subScales[s] = (byte) scale(source, offset + SCALES, s);
    }
    TwoBitRuns.split(source, offset + LOW_BITS, parts.codes);
    for (int j = 0; j < 32; j += 8) {
      long thirds = source.get(Bytes.LONG, offset + j);
      for (int q = 0; q < 8; q++) {
        Bytes.orEight(parts.codes, 32 * q + j, Bytes.bitsOfEach(thirds, q, 1) << 2);
      }
    }
  }
}
