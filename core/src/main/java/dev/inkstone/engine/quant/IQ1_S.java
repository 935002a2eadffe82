package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import dev.inkstone.engine.kernel.BlockScales;
import dev.inkstone.engine.kernel.CodeBook;
import dev.inkstone.engine.kernel.PanelFormat;
import dev.inkstone.engine.kernel.ScaleType;
import java.lang.foreign.MemorySegment;

/**
 * IQ1_S: 256 weights in runs of 8 that are one of 2048 points, in eight sub-blocks of 32 with a
 * 3-bit scale and a shift; 1.5625 bits a weight, 2.625 in panels.
 *
 * <pre>
 * offset size meaning
 *      0    2 d, binary16
 *      2   32 the low eight bits of the number of run r's point
 *     34   16 sixteen bits for each sub-block: bits 3r to 3r + 2 the high bits of the number of its
 *             run r, three bits of scale[s], and 1 if its shift is -1/8 and not 1/8
 *
 * weight = (d * (2 scale[s] + 1)) * (coordinate - 1 + shift)
 * </pre>
 *
 * The points are those of {@link GridPoints#IQ1}. Panels keep the coordinates in two bits, the
 * shift in the sub-offset: {@code d / 8 * (8 (2 scale + 1) (coordinate - 1) + (2 scale + 1))}, or
 * minus.
 */
final class IQ1_S extends IQ1 {
  private static final int POINTS = 2;
  private static final int SUB_BLOCKS = 34;

  IQ1_S() {
    super("IQ1_S", 50, panels(), 4, 4);
  }

  private static PanelFormat.Codes panels() {
    return new PanelFormat.Codes(
        CodeBook.steps(2, 1), new BlockScales(ScaleType.F16, 0.125f, 256, 32, true, true));
  }

  private static int subBlock(MemorySegment source, long offset, int s) {
    return source.get(Bytes.SHORT, offset + SUB_BLOCKS + 2L * s) & 0xFFFF;
  }

  @Override
  short d(MemorySegment source, long offset) {
    return source.get(Bytes.SHORT, offset);
  }

  @Override
  int point(MemorySegment source, long offset, int r) {
    int high = (subBlock(source, offset, r >> 2) >> (3 * (r & 3))) & 7;
    return Bytes.unsigned(source, offset + POINTS + r) | (high << 8);
  }

  @Override
  boolean isDown(MemorySegment source, long offset, int r) {
    return subBlock(source, offset, r >> 2) >> 15 == 1;
  }

  @Override
  int scale(MemorySegment source, long offset, int s) {
    return (subBlock(source, offset, s) >> 12) & 7;
  }

  @Override
  void write(
      short d, int[] points, boolean[] down, int[] scales, MemorySegment target, long offset) {
    target.set(Bytes.SHORT, offset, d);
    for (int s = 0; s < scales.length; s++) {
      int word = (scales[s] << 12) | (down[4 * s] ? 0x8000 : 0);
      for (int r = 0; r < 4; r++) {
        Bytes.put(target, offset + POINTS + 4 * s + r, points[4 * s + r]);
        word |= (points[4 * s + r] >> 8) << (3 * r);
      }
      target.set(Bytes.SHORT, offset + SUB_BLOCKS + 2L * s, (short) word);
    }
  }

  @Override
  public void split(MemorySegment source, long offset, BlockParts parts) {
    parts.scale = d(source, offset);
    parts.offset = parts.scale;
    for (int s = 0; s < 8; s++) {
      int multiple = multiple(source, offset, s);
      parts.subScales[s] = (byte) (8 * multiple);
      parts.subOffsets[s] = (byte) (isDown(source, offset, 4 * s) ? -multiple : multiple);
    }
    for (int r = 0; r < RUNS; r++) {
      Bytes.putEight(parts.codes, 8 * r, GRID.point(point(source, offset, r)));
    }
  }
}
