package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import dev.inkstone.engine.kernel.BlockScales;
import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;

/**
 * IQ4_NL: 4-bit codes of a table with one scale for 32 weights; 4.5 bits a weight.
 *
 * <pre>
 * offset size meaning
 *      0    2 d, binary16
 *      2   16 codes: byte j holds code j in its low and code 16 + j in its high four bits
 *
 * weight = d * value[code]
 * value  = -127 -104 -83 -65 -49 -35 -22 -10 1 13 25 38 53 69 89 113
 * </pre>
 *
 * Encoding chooses d with {@link TableFit}, before its rounding to binary16 the codes.
 */
final class IQ4_NL extends CodedFormat {
  private static final int CODES = 2;

  IQ4_NL() {
    super("IQ4_NL", 18, new PanelFormat.Codes(IQ4.BOOK, BlockScales.one(32)));
  }

  @Override
  void decodeBlock(MemorySegment source, long offset, float[] target, int index) {
    IQ4.decode(source, offset + CODES, Bytes.half(source, offset), target, index);
  }

  @Override
  void encodeBlock(float[] source, int index, MemorySegment target, long offset) {
    float d = IQ4.FIT.scale(source, index, 32);
    target.set(Bytes.SHORT, offset, Half.bits(d));
    IQ4.encode(source, index, d, target, offset + CODES);
  }

  @Override
  public void split(MemorySegment source, long offset, BlockParts parts) {
    parts.scale = source.get(Bytes.SHORT, offset);
    Bytes.splitNibbles(source, offset + CODES, 16, parts.codes, 0);
  }
}
