package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;

/**
 * Q5_K: 5-bit codes above a minimum, 256 weights in eight sub-blocks of 32 with 6-bit scales and
 * minima of their own; 5.5 bits a weight.
 *
 * <pre>
 * offset size meaning
 *      0    2 d, binary16
 *      2    2 dmin, binary16
 *      4   12 scale and minimum of sub-blocks 0..7, see {@link SixBitScales}
 *     16   32 fifth bits: bit s of byte j is bit 4 of code j of sub-block s
 *     48  128 low bits: four runs of 32 bytes; byte j of run r holds those of code j of sub-block
 *             2r in its low and of code j of sub-block 2r + 1 in its high four bits
 *
 * weight = (d * scale[s]) * code - (dmin * minimum[s])
 * </pre>
 *
 * Encoding is that of {@link Q4_K} with a narrower search.
 */
final class Q5_K extends CodedFormat {
  private static final int MINIMUM = 2;
  private static final int SCALES = 4;
  private static final int FIFTH_BITS = 16;
  private static final int LOW_BITS = 48;

  Q5_K() {
    super("Q5_K", 176, new PanelFormat.Codes(5, 0, 256, 32, true, true));
  }

  @Override
  void decodeBlock(MemorySegment source, long offset, float[] target, int index) {
    float d = Bytes.half(source, offset);
    float dmin = Bytes.half(source, offset + MINIMUM);
    for (int s = 0; s < 8; s++) {
      float scale = d * SixBitScales.scale(source, offset + SCALES, s);
      float minimum = dmin * SixBitScales.minimum(source, offset + SCALES, s);
      long run = offset + LOW_BITS + (s >> 1) * 32L;
      int shift = (s & 1) * 4;
      for (int j = 0; j < 32; j++) {
        int low = (Bytes.unsigned(source, run + j) >> shift) & 15;
        int fifth = (Bytes.unsigned(source, offset + FIFTH_BITS + j) >> s) & 1;
        target[index + 32 * s + j] = scale * (low | (fifth << 4)) - minimum;
      }
    }
  }

  @Override
  void encodeBlock(float[] source, int index, MemorySegment target, long offset) {
    AffineBlock block = new AffineBlock(AffineFit.of32(31, -0.5f, 15), 63);
    block.fit(source, index);
    SixBitScales.write(block, target, offset);
    byte[] codes = block.codes();
    for (int j = 0; j < 32; j++) {
      int fifths = 0;
      for (int s = 0; s < 8; s++) {
        fifths |= (codes[32 * s + j] >> 4) << s;
      }
      Bytes.put(target, offset + FIFTH_BITS + j, fifths);
      for (int r = 0; r < 4; r++) {
        int pair = (codes[64 * r + j] & 15) | ((codes[64 * r + 32 + j] & 15) << 4);
        Bytes.put(target, offset + LOW_BITS + 32 * r + j, pair);
      }
    }
  }

  @Override
  public void split(MemorySegment source, long offset, BlockParts parts) {
    parts.scale = source.get(Bytes.SHORT, offset);
    parts.offset = (short) (source.get(Bytes.SHORT, offset + MINIMUM) ^ 0x8000);
    SixBitScales.split(source, offset + SCALES, parts.subScales, parts.subOffsets);
    for (int j = 0; j < 32; j += 8) {
      long fifths = source.get(Bytes.LONG, offset + FIFTH_BITS + j);
      for (int r = 0; r < 4; r++) {
        long pairs = source.get(Bytes.LONG, offset + LOW_BITS + 32 * r + j);
        long even = Bytes.bitsOfEach(fifths, 2 * r, 1) << 4;
        long odd = Bytes.bitsOfEach(fifths, 2 * r + 1, 1) << 4;
        Bytes.putEight(parts.codes, 64 * r + j, Bytes.lowNibbles(pairs) | even);
        Bytes.putEight(parts.codes, 64 * r + 32 + j, Bytes.highNibbles(pairs) | odd);
      }
    }
  }
}
