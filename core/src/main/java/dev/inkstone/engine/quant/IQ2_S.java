package dev.inkstone.engine.quant;

import java.lang.foreign.MemorySegment;

/**
 * IQ2_S: 256 weights in runs of 8 whose magnitudes are one of 1024 points, in sixteen sub-blocks of
 * 16 with 4-bit scales; 2.5625 bits a weight, 3.5625 in panels.
 *
 * <pre>
 * offset size meaning
 *      0    2 d, binary16
 *      2   32 the low eight bits of the number of run r's point
 *     34   32 the signs of run r, bit i set if weight i is negative
 *     66    8 bits 2 (r mod 4) and 2 (r mod 4) + 1 of byte r div 4: the high bits of run r's number
 *     74    8 scale[s]: of even s in the low, of odd s in the high four bits of byte s / 2
 *
 * weight = (d / 8 * (2 scale[s] + 1)) * value[coordinate] * sign
 * value  = 8 25 43
 * </pre>
 *
 * The points are those of {@link GridPoints#IQ2_S}; for encoding see {@link GridFormat}.
 */
final class IQ2_S extends GridFormat {
  private static final int POINTS = 2;
  private static final int SIGNS = 34;
  private static final int HIGH_BITS = 66;
  private static final int SCALES = 74;

  IQ2_S() {
    super("IQ2_S", 82, new Grid(8, 3, GridPoints.IQ2_S), IQ2.values(), false, IQ2.UNIT, 16);
  }

  @Override
  int point(MemorySegment source, long offset, int p) {
    int high = (Bytes.unsigned(source, offset + HIGH_BITS + (p >> 2)) >> (2 * (p & 3))) & 3;
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
    for (int r = 0; r < RUNS; r += 4) {
      int high = 0;
      for (int i = 0; i < 4; i++) {
        Bytes.put(target, offset + POINTS + r + i, points[r + i]);
        Bytes.put(target, offset + SIGNS + r + i, signs[r + i]);
        high |= (points[r + i] >> 8) << (2 * i);
      }
      Bytes.put(target, offset + HIGH_BITS + (r >> 2), high);
    }
    IQ2.writeScales(scales, target, offset + SCALES);
  }
}
