package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The product of one panel with one token by way of unpacked floats, 256 columns at a time: for
 * tables where no vector holds a whole one. A look-up then takes so many instructions that the
 * compiler gives up on more than four of them with anything else in the same loop.
 */
final class UnpackedDot {
  private static final int COLUMNS = PanelFormat.Codes.LARGEST_BLOCK_OF_TABLE;

  private static final long CODES = (long) COLUMNS * Lanes.TILE_BYTES;
  private static final long SCALES = CODES + COLUMNS / 4 * Lanes.BYTES;
  private static final long OFFSETS = SCALES + COLUMNS / 16 * Lanes.BYTES;

  /** Scratch memory it needs. */
  static final long BYTES = OFFSETS + COLUMNS / 16 * Lanes.BYTES;

  private final PanelCall call = new PanelCall();

  /** Whether it serves the matrix better than a kernel of its code width. */
  static boolean serves(PanelLayout layout) {
    return layout.format instanceof PanelFormat.Codes codes
        && codes.book().table().length > Lanes.COUNT;
  }

  /** Writes the product of the panel that {@code dot} is aimed at. */
  void multiply(DotCall dot, PanelMatrix matrix, int panel, MemorySegment scratch) {
    int perBlock = matrix.layout().format.weightsPerBlock();
    int step = COLUMNS / perBlock * perBlock;
    call.scratch = scratch;
    call.codes = CODES;
    call.scales = SCALES;
    call.offsets = OFFSETS;
    call.out = scratch;
    call.outOffset = 0;
    for (int from = 0; from < dot.columns; from += step) {
      call.aim(matrix, panel, from, Math.min(dot.columns, from + step));
      call.unpack(matrix.layout().format);
      addProduct(dot, scratch, from, call.columns);
    }
  }

  private static void addProduct(DotCall dot, MemorySegment lines, int from, int columns) {
    float[] x = dot.x;
    FloatVector s0 = FloatVector.zero(Lanes.F);
    FloatVector s1 = FloatVector.zero(Lanes.F);
    FloatVector s2 = FloatVector.zero(Lanes.F);
    FloatVector s3 = FloatVector.zero(Lanes.F);
    for (int i = 0; i < columns; i += 4) {
      long at = (long) i * Lanes.TILE_BYTES;
      int k = from + i;
      s0 =
          FloatVector.fromMemorySegment(Lanes.F, lines, at, Lanes.ORDER)
              .fma(FloatVector.broadcast(Lanes.F, x[k]), s0);
      s1 =
          FloatVector.fromMemorySegment(Lanes.F, lines, at + Lanes.TILE_BYTES, Lanes.ORDER)
              .fma(FloatVector.broadcast(Lanes.F, x[k + 1]), s1);
      s2 =
          FloatVector.fromMemorySegment(Lanes.F, lines, at + 2 * Lanes.TILE_BYTES, Lanes.ORDER)
              .fma(FloatVector.broadcast(Lanes.F, x[k + 2]), s2);
      s3 =
          FloatVector.fromMemorySegment(Lanes.F, lines, at + 3 * Lanes.TILE_BYTES, Lanes.ORDER)
              .fma(FloatVector.broadcast(Lanes.F, x[k + 3]), s3);
    }
    FloatVector sum = s0.add(s1).add(s2.add(s3));
    if (from > 0) {
      sum = sum.add(FloatVector.fromMemorySegment(Lanes.F, dot.out, dot.outOffset, Lanes.ORDER));
    }
    sum.intoMemorySegment(dot.out, dot.outOffset, Lanes.ORDER);
  }
}
