package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;

/**
 * Q4_1: 4-bit codes above a minimum, with one scale for 32 weights; 5 bits a weight.
 *
 * <pre>
 * offset size meaning
 *      0    2 d, binary16
 *      2    2 m, binary16
 *      4   16 codes: byte j holds code j in its low and code 16 + j in its high four bits
 *
 * weight = code * d + m
 * </pre>
 *
 * Encoding puts code 0 on the lowest and code 15 on the highest weight.
 */
final class Q4_1 extends CodedFormat {
  private static final int OFFSET = 2;
  private static final int CODES = 4;
  private static final int TOP = 15;

  Q4_1() {
    super("Q4_1", 20, new PanelFormat.Codes(4, 0, 32, 32, false, true));
  }

  @Override
  void decodeBlock(MemorySegment source, long offset, float[] target, int index) {
    float d = Bytes.half(source, offset);
    float m = Bytes.half(source, offset + OFFSET);
    for (int j = 0; j < 16; j++) {
      int pair = Bytes.unsigned(source, offset + CODES + j);
      target[index + j] = (pair & 15) * d + m;
      target[index + 16 + j] = (pair >> 4) * d + m;
    }
  }

  @Override
  void encodeBlock(float[] source, int index, MemorySegment target, long offset) {
    float m = Extremes.lowest(source, index, 32);
    float d = (Extremes.highest(source, index, 32) - m) / TOP;
    float inverse = Extremes.inverse(d);
    target.set(Bytes.SHORT, offset, Half.bits(d));
    target.set(Bytes.SHORT, offset + OFFSET, Half.bits(m));
    for (int j = 0; j < 16; j++) {
      int low = code((source[index + j] - m) * inverse);
      int high = code((source[index + 16 + j] - m) * inverse);
      Bytes.put(target, offset + CODES + j, low | (high << 4));
    }
  }

  private static int code(float steps) {
    return Math.clamp((int) (steps + 0.5f), 0, TOP);
  }

  @Override
  public void split(MemorySegment source, long offset, BlockParts parts) {
    parts.scale = source.get(Bytes.SHORT, offset);
    parts.offset = source.get(Bytes.SHORT, offset + OFFSET);
    Bytes.splitNibbles(source, offset + CODES, 16, parts.codes, 0);
  }
}
