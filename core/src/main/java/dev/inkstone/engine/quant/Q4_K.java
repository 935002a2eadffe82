package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;

/**
 * Q4_K: 4-bit codes above a minimum, 256 weights in eight sub-blocks of 32 with 6-bit scales and
 * minima of their own; 4.5 bits a weight.
 *
 * <pre>
 * offset size meaning
 *      0    2 d, binary16
 *      2    2 dmin, binary16
 *      4   12 scale and minimum of sub-blocks 0..7, see {@link SixBitScales}
 *     16  128 codes: four runs of 32 bytes; byte j of run r holds code j of sub-block 2r in its low
 *             and code j of sub-block 2r + 1 in its high four bits
 *
 * weight = (d * scale[s]) * code - (dmin * minimum[s])
 * </pre>
 *
 * Encoding fits each sub-block with {@link AffineFit}, then rounds the scales to six bits and the
 * codes once more to the rounded scales, see {@link AffineBlock}.
 */
final class Q4_K extends CodedFormat {
  private static final int MINIMUM = 2;
  private static final int SCALES = 4;
  private static final int CODES = 16;

  Q4_K() {
    super("Q4_K", 144, new PanelFormat.Codes(4, 0, 256, 32, true, true));
  }

  @Override
  void decodeBlock(MemorySegment source, long offset, float[] target, int index) {
    float d = Bytes.half(source, offset);
    float dmin = Bytes.half(source, offset + MINIMUM);
    for (int s = 0; s < 8; s++) {
      float scale = d * SixBitScales.scale(source, offset + SCALES, s);
      float minimum = dmin * SixBitScales.minimum(source, offset + SCALES, s);
      long run = offset + CODES + (s >> 1) * 32L;
      int shift = (s & 1) * 4;
      for (int j = 0; j < 32; j++) {
        int code = (Bytes.unsigned(source, run + j) >> shift) & 15;
        target[index + 32 * s + j] = scale * code - minimum;
      }
    }
  }

  @Override
  void encodeBlock(float[] source, int index, MemorySegment target, long offset) {
    AffineBlock block = new AffineBlock(AffineFit.of32(15, -1, 20), 63);
    block.fit(source, index);
    SixBitScales.write(block, target, offset);
    byte[] codes = block.codes();
    for (int r = 0; r < 4; r++) {
      for (int j = 0; j < 32; j++) {
        int pair = codes[64 * r + j] | (codes[64 * r + 32 + j] << 4);
        Bytes.put(target, offset + CODES + 32 * r + j, pair);
      }
    }
  }

  @Override
  public void split(MemorySegment source, long offset, BlockParts parts) {
    parts.scale = source.get(Bytes.SHORT, offset);
    parts.offset = (short) (source.get(Bytes.SHORT, offset + MINIMUM) ^ 0x8000);
    SixBitScales.split(source, offset + SCALES, parts.subScales, parts.subOffsets);
    for (int r = 0; r < 4; r++) {
      Bytes.splitNibbles(source, offset + CODES + 32 * r, 32, parts.codes, 64 * r);
    }
  }
}
