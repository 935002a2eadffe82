package dev.inkstone.engine.quant;

import java.lang.foreign.MemorySegment;

/**
 * IQ2_XXS: 256 weights in runs of 8 whose magnitudes are one of 256 points, in eight sub-blocks of
 * 32 with 4-bit scales; 2.0625 bits a weight, 3.3125 in panels.
 *
 * <pre>
 * offset size meaning
 *      0    2 d, binary16
 *      2   64 eight bytes for each sub-block: four numbers of points, then 32 bits, of which bits 7r
 *             to 7r + 6 are the signs of run r's weights 0..6 and the highest four the scale; the
 *             sign of weight 7 makes the number of negative weights even
 *
 * weight = (d / 8 * (2 scale[s] + 1)) * value[coordinate] * sign
 * value  = 8 25 43
 * </pre>
 *
 * The points are those of {@link GridPoints#IQ2_XXS}; for encoding see {@link GridFormat}.
 */
final class IQ2_XXS extends GridFormat {
  private static final int POINTS = 2;
  private static final int SIGNS = 6;

  IQ2_XXS() {
    super("IQ2_XXS", 66, new Grid(8, 3, GridPoints.IQ2_XXS), IQ2.values(), true, IQ2.UNIT, 32);
  }

  @Override
  int point(MemorySegment source, long offset, int p) {
    return Bytes.unsigned(source, offset + POINTS + (p >> 2) * 8L + (p & 3));
  }

  @Override
  int signBits(MemorySegment source, long offset, int r) {
    return (source.get(Bytes.INT, offset + SIGNS + (r >> 2) * 8L) >>> (7 * (r & 3))) & 127;
  }

  @Override
  int scale(MemorySegment source, long offset, int s) {
    return source.get(Bytes.INT, offset + SIGNS + s * 8L) >>> 28;
  }

  @Override
  void write(int[] points, int[] signs, int[] scales, MemorySegment target, long offset) {
    for (int s = 0; s < scales.length; s++) {
      int word = scales[s] << 28;
      for (int r = 0; r < 4; r++) {
        Bytes.put(target, offset + POINTS + s * 8L + r, points[4 * s + r]);
        word |= signs[4 * s + r] << (7 * r);
      }
      target.set(Bytes.INT, offset + SIGNS + s * 8L, word);
    }
  }
}
