package dev.inkstone.engine.quant;

import java.lang.foreign.MemorySegment;

/**
 * IQ2_XS: 256 weights in runs of 8 whose magnitudes are one of 512 points, in sixteen sub-blocks of
 * 16 with 4-bit scales; 2.3125 bits a weight, 3.5625 in panels.
 *
 * <pre>
 * offset size meaning
 *      0    2 d, binary16
 *      2   64 sixteen bits for each run: the number of its point in nine, the signs of its weights
 *             0..6 in seven; the sign of weight 7 makes the number of negative weights even
 *     66    8 scale[s]: of even s in the low, of odd s in the high four bits of byte s / 2
 *
 * weight = (d / 8 * (2 scale[s] + 1)) * value[coordinate] * sign
 * value  = 8 25 43
 * </pre>
 *
 * The points are those of {@link GridPoints#IQ2_XS}; for encoding see {@link GridFormat}.
 */
final class IQ2_XS extends GridFormat {
  private static final int RUN_WORDS = 2;
  private static final int SCALES = 66;

  IQ2_XS() {
    super("IQ2_XS", 74, new Grid(8, 3, GridPoints.IQ2_XS), IQ2.values(), true, IQ2.UNIT, 16);
  }

  private static int word(MemorySegment source, long offset, int r) {
    return source.get(Bytes.SHORT, offset + RUN_WORDS + 2L * r) & 0xFFFF;
  }

  @Override
  int point(MemorySegment source, long offset, int p) {
    return word(source, offset, p) & 511;
  }

  @Override
  int signBits(MemorySegment source, long offset, int r) {
    return word(source, offset, r) >> 9;
  }

  @Override
  int scale(MemorySegment source, long offset, int s) {
    return IQ2.scale(source, offset + SCALES, s);
  }

  @Override
  void write(int[] points, int[] signs, int[] scales, MemorySegment target, long offset) {
    for (int r = 0; r < RUNS; r++) {
      short word = (short) (points[r] | (signs[r] << 9));
      target.set(Bytes.SHORT, offset + RUN_WORDS + 2L * r, word);
    }
    IQ2.writeScales(scales, target, offset + SCALES);
  }
}
