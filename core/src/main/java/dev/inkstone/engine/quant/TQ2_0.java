package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import java.lang.foreign.MemorySegment;

/**
 * TQ2_0: ternary weights in two bits each, with one scale for 256; 2.0625 bits a weight.
 *
 * <pre>
 * offset size meaning
 *      0   64 codes, see {@link TwoBitRuns}
 *     64    2 d, binary16
 *
 * weight = (code - 1) * d
 * </pre>
 *
 * Encoding makes the largest magnitude d and rounds halves away from zero; it writes no code 3.
 */
final class TQ2_0 extends CodedFormat {
  private static final int SCALE = 64;

  TQ2_0() {
    super("TQ2_0", 66, Ternary.PANEL);
  }

  @Override
  void decodeBlock(MemorySegment source, long offset, float[] target, int index) {
    float d = Bytes.half(source, offset + SCALE);
    for (int i = 0; i < 256; i++) {
      target[index + i] = (TwoBitRuns.field(source, offset, i) - 1) * d;
    }
  }

  @Override
  void encodeBlock(float[] source, int index, MemorySegment target, long offset) {
    byte[] codes = new byte[256];
    target.set(Bytes.SHORT, offset + SCALE, Ternary.fit(source, index, codes));
    TwoBitRuns.write(codes, target, offset);
  }

  @Override
  public void split(MemorySegment source, long offset, BlockParts parts) {
    parts.scale = source.get(Bytes.SHORT, offset + SCALE);
    TwoBitRuns.split(source, offset, parts.codes);
  }
}
