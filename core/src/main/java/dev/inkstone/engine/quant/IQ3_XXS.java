package dev.inkstone.engine.quant;

import java.lang.foreign.MemorySegment;

/**
 * IQ3_XXS: 256 weights whose magnitudes are, four at a time, one of 256 points, in eight sub-blocks
 * of 32 with 4-bit scales; 3.0625 bits a weight, 4.3125 in panels.
 *
 * <pre>
 * offset size meaning
 *      0    2 d, binary16
 *      2   64 numbers of the points
 *     66   32 four bytes for each sub-block: bits 7r to 7r + 6 are the signs of the weights 0..6 of
 *             its run r of 8, the highest four the scale; the sign of weight 7 makes the number of
 *             negative weights of a run even
 *
 * weight = (d / 4 * (2 scale[s] + 1)) * value[coordinate] * sign
 * value  = 4 12 20 28 36 44 52 62
 * </pre>
 *
 * The points are those of {@link GridPoints#IQ3_XXS}; for encoding see {@link GridFormat}.
 */
final class IQ3_XXS extends GridFormat {
  private static final int POINTS = 2;
  private static final int SIGNS = 66;
  private static final float UNIT = 0.25f;

  IQ3_XXS() {
    super("IQ3_XXS", 98, new Grid(4, 8, GridPoints.IQ3_XXS), values(), true, UNIT, 32);
  }

  private static float[] values() {
    return new float[] {4, 12, 20, 28, 36, 44, 52, 62};
  }

  @Override
  int point(MemorySegment source, long offset, int p) {
    return Bytes.unsigned(source, offset + POINTS + p);
  }

  @Override
  int signBits(MemorySegment source, long offset, int r) {
    return (source.get(Bytes.INT, offset + SIGNS + (r >> 2) * 4L) >>> (7 * (r & 3))) & 127;
  }

  @Override
  int scale(MemorySegment source, long offset, int s) {
    return source.get(Bytes.INT, offset + SIGNS + s * 4L) >>> 28;
  }

  @Override
  void write(int[] points, int[] signs, int[] scales, MemorySegment target, long offset) {
    for (int p = 0; p < points.length; p++) {
      Bytes.put(target, offset + POINTS + p, points[p]);
    }
    for (int s = 0; s < scales.length; s++) {
      int word = scales[s] << 28;
      for (int r = 0; r < 4; r++) {
        word |= signs[4 * s + r] << (7 * r);
      }
      target.set(Bytes.INT, offset + SIGNS + s * 4L, word);
    }
  }
}
