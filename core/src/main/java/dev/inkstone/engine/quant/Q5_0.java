package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;

/**
 * Q5_0: 5-bit codes around 16 with one scale for 32 weights; 5.5 bits a weight.
 *
 * <pre>
 * offset size meaning
 *      0    2 d, binary16
 *      2    4 fifth bits: bit j of the little-endian word is bit 4 of code j
 *      6   16 low bits: byte j holds those of code j in its low, of code 16 + j in its high four
 *
 * weight = (code - 16) * d
 * </pre>
 *
 * Encoding gives the weight of largest magnitude the code 0 ({@code d = largest / -16}).
 */
final class Q5_0 extends CodedFormat {
  private static final int FIFTH_BITS = 2;
  private static final int LOW_BITS = 6;
  private static final int ZERO = 16;

  Q5_0() {
    super("Q5_0", 22, new PanelFormat.Codes(5, ZERO, 32, 32, false, false));
  }

  @Override
  void decodeBlock(MemorySegment source, long offset, float[] target, int index) {
    float d = Bytes.half(source, offset);
    int fifths = source.get(Bytes.INT, offset + FIFTH_BITS);
    for (int j = 0; j < 16; j++) {
      int pair = Bytes.unsigned(source, offset + LOW_BITS + j);
      int low = (pair & 15) | (((fifths >>> j) & 1) << 4);
      int high = (pair >> 4) | (((fifths >>> (16 + j)) & 1) << 4);
      target[index + j] = (low - ZERO) * d;
      target[index + 16 + j] = (high - ZERO) * d;
    }
  }

  @Override
  void encodeBlock(float[] source, int index, MemorySegment target, long offset) {
    float d = Extremes.farthestFromZero(source, index, 32) / -ZERO;
    float inverse = Extremes.inverse(d);
    target.set(Bytes.SHORT, offset, Half.bits(d));
    int fifths = 0;
    for (int j = 0; j < 16; j++) {
      int low = code(source[index + j] * inverse);
      int high = code(source[index + 16 + j] * inverse);
      fifths |= (low >> 4) << j | (high >> 4) << (16 + j);
      Bytes.put(target, offset + LOW_BITS + j, (low & 15) | ((high & 15) << 4));
    }
    target.set(Bytes.INT, offset + FIFTH_BITS, fifths);
  }

  private static int code(float steps) {
    return Math.clamp((int) (steps + (ZERO + 0.5f)), 0, 31);
  }

  @Override
  public void split(MemorySegment source, long offset, BlockParts parts) {
    parts.scale = source.get(Bytes.SHORT, offset);
    int fifths = source.get(Bytes.INT, offset + FIFTH_BITS);
    for (int j = 0; j < 16; j += 8) {
      long pairs = source.get(Bytes.LONG, offset + LOW_BITS + j);
      long lowFifths = Bytes.oneBitEach(fifths >>> j) << 4;
      long highFifths = Bytes.oneBitEach(fifths >>> (16 + j)) << 4;
      Bytes.putEight(parts.codes, j, Bytes.lowNibbles(pairs) | lowFifths);
      Bytes.putEight(parts.codes, 16 + j, Bytes.highNibbles(pairs) | highFifths);
    }
  }
}
