package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import dev.inkstone.engine.kernel.BlockScales;
import dev.inkstone.engine.kernel.CodeBook;
import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;

/**
 * IQ1_M: 256 weights in runs of 8 that are one of 2048 points, each with a shift of its own, in
 * sixteen sub-blocks of 16 with 3-bit scales; 1.75 bits a weight, 3.5625 in panels.
 *
 * <pre>
 * offset size meaning
 *      0   32 the low eight bits of the number of run r's point
 *     32   16 four bits for each run, of even r in the low, of odd r in the high ones of byte r / 2:
 *             the high three bits of the number, and 1 if its shift is -1/8 and not 1/8
 *     48    8 sixteen bits for four sub-blocks each: bits 3i to 3i + 2 are scale[4w + i], the highest
 *             four of word w are bits 4w to 4w + 3 of d, binary16
 *
 * weight = (d * (2 scale[s] + 1)) * (coordinate - 1 + shift)
 * </pre>
 *
 * The points are those of {@link GridPoints#IQ1}. Panels keep coordinate and shift in three bits.
 */
final class IQ1_M extends IQ1 {
  private static final int HIGH_BITS = 32;
  private static final int SCALES = 48;
  // Eighths of the coordinates 0 to 2 shifted up, then of those shifted down.
  private static final CodeBook BOOK = CodeBook.table(-7, 1, 9, 0, -9, -1, 7, 0);
  private static final long DOWN = 0x0404_0404_0404_0404L;

  IQ1_M() {
    super("IQ1_M", 56, new PanelFormat.Codes(BOOK, BlockScales.sub(0.125f, 256, 16)), 2, 1);
  }

  @Override
  short d(MemorySegment source, long offset) {
    int d = 0;
    for (int w = 0; w < 4; w++) {
      int word = source.get(Bytes.SHORT, offset + SCALES + 2L * w) & 0xFFFF;
      d |= (word >> 12) << (4 * w);
    }
    return (short) d;
  }

  private static int high(MemorySegment source, long offset, int r) {
    return (Bytes.unsigned(source, offset + HIGH_BITS + (r >> 1)) >> (4 * (r & 1))) & 15;
  }

  @Override
  int point(MemorySegment source, long offset, int r) {
    return Bytes.unsigned(source, offset + r) | ((high(source, offset, r) & 7) << 8);
  }

  @Override
  boolean isDown(MemorySegment source, long offset, int r) {
    return high(source, offset, r) >> 3 == 1;
  }

  @Override
  int scale(MemorySegment source, long offset, int s) {
    return (source.get(Bytes.SHORT, offset + SCALES + (s >> 2) * 2L) >> (3 * (s & 3))) & 7;
  }

  @Override
  void write(
      short d, int[] points, boolean[] down, int[] scales, MemorySegment target, long offset) {
    for (int r = 0; r < RUNS; r += 2) {
      Bytes.put(target, offset + r, points[r]);
      Bytes.put(target, offset + r + 1, points[r + 1]);
      int first = (points[r] >> 8) | (down[r] ? 8 : 0);
      int second = (points[r + 1] >> 8) | (down[r + 1] ? 8 : 0);
      Bytes.put(target, offset + HIGH_BITS + (r >> 1), first | (second << 4));
    }
    for (int w = 0; w < 4; w++) {
      int word = ((d >> (4 * w)) & 15) << 12;
      for (int i = 0; i < 4; i++) {
        word |= scales[4 * w + i] << (3 * i);
      }
      target.set(Bytes.SHORT, offset + SCALES + 2L * w, (short) word);
    }
  }

  @Override
  public void split(MemorySegment source, long offset, BlockParts parts) {
    parts.scale = d(source, offset);
    for (int s = 0; s < 16; s++) {
      parts.subScales[s] = (byte) multiple(source, offset, s);
    }
    for (int r = 0; r < RUNS; r++) {
      long coordinates = GRID.point(point(source, offset, r));
      Bytes.putEight(
          parts.codes, 8 * r, isDown(source, offset, r) ? coordinates | DOWN : coordinates);
    }
  }
}
