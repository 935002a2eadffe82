package dev.inkstone.engine.quant;

import java.lang.foreign.MemorySegment;

/**
 * IQ3_S: 256 weights whose magnitudes are, four at a time, one of 512 points, in eight sub-blocks
 * of 32 with 4-bit scales; 3.4375 bits a weight, 4.3125 in panels.
 *
 * <pre>
 * offset size meaning
 *      0    2 d, binary16
 *      2   64 the low eight bits of the numbers of the points
 *     66    8 bit p mod 8 of byte p div 8: the high bit of the number of point p
 *     74   32 the signs of the runs of 8, bit i set if weight i is negative
 *    106    4 scale[s]: of even s in the low, of odd s in the high four bits of byte s / 2
 *
 * weight = (d * (2 scale[s] + 1)) * value[coordinate] * sign
 * value  = 1 3 5 7 9 11 13 15
 * </pre>
 *
 * The points are those of {@link GridPoints#IQ3_S}; for encoding see {@link GridFormat}.
 */
final class IQ3_S extends GridFormat {
  private static final int POINTS = 2;
  private static final int HIGH_BITS = 66;
  private static final int SIGNS = 74;
  private static final int SCALES = 106;

  IQ3_S() {
    super("IQ3_S", 110, new Grid(4, 8, GridPoints.IQ3_S), values(), false, 1, 32);
  }

  private static float[] values() {
    return new float[] {1, 3, 5, 7, 9, 11, 13, 15};
  }

  @Override
  int point(MemorySegment source, long offset, int p) {
    int high = (Bytes.unsigned(source, offset + HIGH_BITS + (p >> 3)) >> (p & 7)) & 1;
    return Bytes.unsigned(source, offset + POINTS + p) | (high << 8);
  }

  @Override
  int signBits(MemorySegment source, long offset, int r) {
    return Bytes.unsigned(source, offset + SIGNS + r);
  }

  @Override
  int scale(MemorySegment source, long offset, int s) {
    return IQ2.scale(source, offset + SCALES, s);
  }

  @Override
  void write(int[] points, int[] signs, int[] scales, MemorySegment target, long offset) {
    for (int p = 0; p < points.length; p += 8) {
      int high = 0;
      for (int i = 0; i < 8; i++) {
        Bytes.put(target, offset + POINTS + p + i, points[p + i]);
        high |= (points[p + i] >> 8) << i;
      }
      Bytes.put(target, offset + HIGH_BITS + (p >> 3), high);
    }
    for (int r = 0; r < RUNS; r++) {
      Bytes.put(target, offset + SIGNS + r, signs[r]);
    }
    IQ2.writeScales(scales, target, offset + SCALES);
  }
}
