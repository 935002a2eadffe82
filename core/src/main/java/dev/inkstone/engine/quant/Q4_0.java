package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;

/**
 * Q4_0: 4-bit codes around 8 with one scale for 32 weights; 4.5 bits a weight.
 *
 * <pre>
 * offset size meaning
 *      0    2 d, binary16
 *      2   16 codes: byte j holds code j in its low and code 16 + j in its high four bits
 *
 * weight = (code - 8) * d
 * </pre>
 *
 * Encoding gives the weight of largest magnitude the code 0 ({@code d = largest / -8}), since the
 * codes reach one step further below zero than above it.
 */
final class Q4_0 extends CodedFormat {
  private static final int CODES = 2;
  private static final int ZERO = 8;

  Q4_0() {
    super("Q4_0", 18, new PanelFormat.Codes(4, ZERO, 32, 32, false, false));
  }

  @Override
  void decodeBlock(MemorySegment source, long offset, float[] target, int index) {
    float d = Bytes.half(source, offset);
    for (int j = 0; j < 16; j++) {
      int pair = Bytes.unsigned(source, offset + CODES + j);
      target[index + j] = ((pair & 15) - ZERO) * d;
      target[index + 16 + j] = ((pair >> 4) - ZERO) * d;
    }
  }

  @Override
  void encodeBlock(float[] source, int index, MemorySegment target, long offset) {
    float d = Extremes.farthestFromZero(source, index, 32) / -ZERO;
    float inverse = Extremes.inverse(d);
    target.set(Bytes.SHORT, offset, Half.bits(d));
    for (int j = 0; j < 16; j++) {
      int low = code(source[index + j] * inverse);
      int high = code(source[index + 16 + j] * inverse);
      Bytes.put(target, offset + CODES + j, low | (high << 4));
    }
  }

  private static int code(float steps) {
    return Math.clamp((int) (steps + (ZERO + 0.5f)), 0, 15);
  }

  @Override
  public void split(MemorySegment source, long offset, BlockParts parts) {
    parts.scale = source.get(Bytes.SHORT, offset);
    Bytes.splitNibbles(source, offset + CODES, 16, parts.codes, 0);
  }
}
