package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;

/**
 * Q5_1: 5-bit codes above a minimum, with one scale for 32 weights; 6 bits a weight.
 *
 * <pre>
 * offset size meaning
 *      0    2 d, binary16
 *      2    2 m, binary16
 *      4    4 fifth bits: bit j of the little-endian word is bit 4 of code j
 *      8   16 low bits: byte j holds those of code j in its low, of code 16 + j in its high four
 *
 * weight = code * d + m
 * </pre>
 *
 * Encoding puts code 0 on the lowest and code 31 on the highest weight.
 */
final class Q5_1 extends CodedFormat {
  private static final int OFFSET = 2;
  private static final int FIFTH_BITS = 4;
  private static final int LOW_BITS = 8;
  private static final int TOP = 31;

  Q5_1() {
    super("Q5_1", 24, new PanelFormat.Codes(5, 0, 32, 32, false, true));
  }

  @Override
  void decodeBlock(MemorySegment source, long offset, float[] target, int index) {
    float d = Bytes.half(source, offset);
    float m = Bytes.half(source, offset + OFFSET);
    int fifths = source.get(Bytes.INT, offset + FIFTH_BITS);
    for (int j = 0; j < 16; j++) {
      int pair = Bytes.unsigned(source, offset + LOW_BITS + j);
      int low = (pair & 15) | (((fifths >>> j) & 1) << 4);
      int high = (pair >> 4) | (((fifths >>> (16 + j)) & 1) << 4);
      target[index + j] = low * d + m;
      target[index + 16 + j] = high * d + m;
    }
  }

  @Override
  void encodeBlock(float[] source, int index, MemorySegment target, long offset) {
    float m = Extremes.lowest(source, index, 32);
    float d = (Extremes.highest(source, index, 32) - m) / TOP;
    float inverse = Extremes.inverse(d);
    target.set(Bytes.SHORT, offset, Half.bits(d));
    target.set(Bytes.SHORT, offset + OFFSET, Half.bits(m));
    int fifths = 0;
    for (int j = 0; j < 16; j++) {
      int low = code((source[index + j] - m) * inverse);
      int high = code((source[index + 16 + j] - m) * inverse);
      fifths |= (low >> 4) << j | (high >> 4) << (16 + j);
      Bytes.put(target, offset + LOW_BITS + j, (low & 15) | ((high & 15) << 4));
    }
    target.set(Bytes.INT, offset + FIFTH_BITS, fifths);
  }

  private static int code(float steps) {
    return Math.clamp((int) (steps + 0.5f), 0, TOP);
  }

  @Override
  public void split(MemorySegment source, long offset, BlockParts parts) {
    parts.scale = source.get(Bytes.SHORT, offset);
    parts.offset = source.get(Bytes.SHORT, offset + OFFSET);
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
