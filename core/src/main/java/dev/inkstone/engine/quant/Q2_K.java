package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;

/**
 * Q2_K: 2-bit codes above a minimum, 256 weights in sixteen sub-blocks of 16 with 4-bit scales and
 * minima of their own; 2.625 bits a weight.
 *
 * <pre>
 * offset size meaning
 *      0   16 sub-blocks 0..15: scale[s] in the low, minimum[s] in the high four bits of byte s
 *     16   64 codes, see {@link TwoBitRuns}
 *     80    2 d, binary16
 *     82    2 dmin, binary16
 *
 * weight = (d * scale[s]) * code - (dmin * minimum[s])
 * </pre>
 *
 * Encoding fits each sub-block with {@link AffineFit}, weighted by the magnitude of the weights,
 * then rounds the scales to four bits and the codes once more to the rounded scales, see {@link
 * AffineBlock}.
 */
final class Q2_K extends CodedFormat {
  private static final int CODES = 16;
  private static final int SCALE = 80;
  private static final int MINIMUM = 82;

  Q2_K() {
    super("Q2_K", 84, new PanelFormat.Codes(2, 0, 256, 16, true, true));
  }

  @Override
  void decodeBlock(MemorySegment source, long offset, float[] target, int index) {
    float d = Bytes.half(source, offset + SCALE);
    float dmin = Bytes.half(source, offset + MINIMUM);
    for (int s = 0; s < 16; s++) {
      int pair = Bytes.unsigned(source, offset + s);
      float scale = d * (pair & 15);
      float minimum = dmin * (pair >> 4);
      for (int i = 16 * s; i < 16 * (s + 1); i++) {
        target[index + i] = scale * TwoBitRuns.field(source, offset + CODES, i) - minimum;
      }
    }
  }

  @Override
  void encodeBlock(float[] source, int index, MemorySegment target, long offset) {
    AffineBlock block = new AffineBlock(AffineFit.of16(), 15);
    block.fit(source, index);
    for (int s = 0; s < 16; s++) {
      Bytes.put(target, offset + s, block.scales()[s] | (block.minima()[s] << 4));
    }
    TwoBitRuns.write(block.codes(), target, offset + CODES);
    target.set(Bytes.SHORT, offset + SCALE, block.d());
    target.set(Bytes.SHORT, offset + MINIMUM, block.dmin());
  }

  @Override
  public void split(MemorySegment source, long offset, BlockParts parts) {
    parts.scale = source.get(Bytes.SHORT, offset + SCALE);
    parts.offset = (short) (source.get(Bytes.SHORT, offset + MINIMUM) ^ 0x8000);
    for (int s = 0; s < 16; s += 8) {
      long pairs = source.get(Bytes.LONG, offset + s);
      Bytes.putEight(parts.subScales, s, Bytes.lowNibbles(pairs));
      Bytes.putEight(parts.subOffsets, s, Bytes.highNibbles(pairs));
    }
    TwoBitRuns.split(source, offset + CODES, parts.codes);
  }
}
