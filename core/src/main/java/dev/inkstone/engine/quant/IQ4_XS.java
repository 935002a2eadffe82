package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import dev.inkstone.engine.kernel.BlockScales;
import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;

/**
 * IQ4_XS: 4-bit codes of a table, 256 weights in eight sub-blocks of 32 with 6-bit scales of their
 * own; 4.25 bits a weight.
 *
 * <pre>
 * offset size meaning
 *      0    2 d, binary16
 *      2    2 bits 2s and 2s + 1: the high two bits of scale[s]
 *      4    4 the low four bits of scale[s]: of even s in the low, of odd s in the high four bits of
 *             byte s / 2
 *      8  128 codes: sixteen bytes for each sub-block, laid out as in IQ4_NL
 *
 * weight = (d * (scale[s] - 32)) * value[code], values as in IQ4_NL
 * </pre>
 *
 * Encoding fits each sub-block with {@link TableFit}, rounds the scales to six bits, the largest to
 * -32, then chooses the codes for the rounded scales.
 */
final class IQ4_XS extends CodedFormat {
  private static final int HIGH_BITS = 2;
  private static final int LOW_BITS = 4;
  private static final int CODES = 8;
  private static final int SUB_BLOCKS = 8;
  private static final int ZERO = 32;

  IQ4_XS() {
    super("IQ4_XS", 136, new PanelFormat.Codes(IQ4.BOOK, BlockScales.sub(1, 256, 32)));
  }

  @Override
  void decodeBlock(MemorySegment source, long offset, float[] target, int index) {
    float d = Bytes.half(source, offset);
    for (int s = 0; s < SUB_BLOCKS; s++) {
      float scale = d * scale(source, offset, s);
      IQ4.decode(source, offset + CODES + 16 * s, scale, target, index + 32 * s);
    }
  }

  private static int scale(MemorySegment source, long offset, int s) {
    int low = (Bytes.unsigned(source, offset + LOW_BITS + (s >> 1)) >> (4 * (s & 1))) & 15;
    int high = (source.get(Bytes.SHORT, offset + HIGH_BITS) >> (2 * s)) & 3;
    return (low | (high << 4)) - ZERO;
  }

  @Override
  void encodeBlock(float[] source, int index, MemorySegment target, long offset) {
    float[] fitted = new float[SUB_BLOCKS];
    for (int s = 0; s < SUB_BLOCKS; s++) {
      fitted[s] = IQ4.FIT.scale(source, index + 32 * s, 32);
    }
    float d = Extremes.farthestFromZero(fitted, 0, SUB_BLOCKS) / -ZERO;
    float inverse = Extremes.inverse(d);
    target.set(Bytes.SHORT, offset, Half.bits(d));
    int low = 0;
    int high = 0;
    for (int s = 0; s < SUB_BLOCKS; s++) {
      int multiple = Math.clamp((int) Math.rint(inverse * fitted[s]), -ZERO, ZERO - 1);
      low |= ((multiple + ZERO) & 15) << (4 * s);
      high |= ((multiple + ZERO) >> 4) << (2 * s);
      IQ4.encode(source, index + 32 * s, d * multiple, target, offset + CODES + 16 * s);
    }
    target.set(Bytes.SHORT, offset + HIGH_BITS, (short) high);
    target.set(Bytes.INT, offset + LOW_BITS, low);
  }

  @Override
  public void split(MemorySegment source, long offset, BlockParts parts) {
    parts.scale = source.get(Bytes.SHORT, offset);
    for (int s = 0; s < SUB_BLOCKS; s++) {
      parts.subScales[s] = (byte) scale(source, offset, s);
      Bytes.splitNibbles(source, offset + CODES + 16 * s, 16, parts.codes, 32 * s);
    }
  }
}
