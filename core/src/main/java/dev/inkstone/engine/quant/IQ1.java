package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;

/**
 * What IQ1_S and IQ1_M share: 8 weights are a point of a {@link Grid} of -1, 0 and 1, shifted by an
 * eighth up or down; sub-blocks have odd multiples of d as scales:
 *
 * <pre>weight = (d * (2 scale[s] + 1)) * (coordinate - 1 + shift)</pre>
 *
 * <p>Encoding is a search of its own, not the reference's: {@link ShiftedFit} for the scale of each
 * sub-block, then the nearest points for the rounded scales.
 */
abstract class IQ1 extends CodedFormat {
  /** Runs of 8 weights in a block. */
  static final int RUNS = 32;

  /** The grid of both. */
  static final Grid GRID = new Grid(8, 3, GridPoints.IQ1);

  private static final float SHIFT = 0.125f;
  private static final int LARGEST_MULTIPLE = 15;

  private final int runsPerScale;
  private final int runsPerShift;

  IQ1(
      String name,
      int bytesPerBlock,
      PanelFormat.Codes panels,
      int runsPerScale,
      int runsPerShift) {
    super(name, bytesPerBlock, panels);
    this.runsPerScale = runsPerScale;
    this.runsPerShift = runsPerShift;
  }

  /** The bits of d. */
  abstract short d(MemorySegment source, long offset);

  /** The number of run {@code r}'s point. */
  abstract int point(MemorySegment source, long offset, int r);

  /** Whether run {@code r} is shifted down. */
  abstract boolean isDown(MemorySegment source, long offset, int r);

  /** Scale {@code s}, 0 to 7. */
  abstract int scale(MemorySegment source, long offset, int s);

  /** Writes what the other methods read. */
  abstract void write(
      short d, int[] points, boolean[] down, int[] scales, MemorySegment target, long offset);

  /** What d is multiplied by in sub-block {@code s}. */
  final int multiple(MemorySegment source, long offset, int s) {
    return 2 * scale(source, offset, s) + 1;
  }

  @Override
  void decodeBlock(MemorySegment source, long offset, float[] target, int index) {
    float d = Float.float16ToFloat(d(source, offset));
    for (int r = 0; r < RUNS; r++) {
      float scale = d * multiple(source, offset, r / runsPerScale);
      float shift = isDown(source, offset, r) ? -SHIFT : SHIFT;
      long coordinates = GRID.point(point(source, offset, r));
      for (int i = 0; i < 8; i++) {
        int coordinate = (int) (coordinates >>> (8 * i)) & 3;
        target[index + 8 * r + i] = scale * (coordinate - 1 + shift);
      }
    }
  }

  @Override
  void encodeBlock(float[] source, int index, MemorySegment target, long offset) {
    ShiftedFit fit = new ShiftedFit(runsPerShift);
    float[] fitted = new float[RUNS / runsPerScale];
    for (int s = 0; s < fitted.length; s++) {
      fitted[s] = fit.scale(source, index + 8 * runsPerScale * s, 8 * runsPerScale);
    }
    short d = Half.bits(Extremes.highest(fitted, 0, fitted.length) / LARGEST_MULTIPLE);
    float step = Float.float16ToFloat(d);
    int[] scales = new int[fitted.length];
    boolean[] down = new boolean[RUNS];
    int[] points = new int[RUNS];
    for (int r = 0; r < RUNS; r += runsPerShift) {
      int s = r / runsPerScale;
      float multiple = fitted[s] * Extremes.inverse(step);
      scales[s] = Math.clamp((int) Math.rint((multiple - 1) / 2), 0, 7);
      fit.choose(source, index + 8 * r, step * (2 * scales[s] + 1));
      for (int i = 0; i < runsPerShift; i++) {
        points[r + i] = fit.points()[i];
        down[r + i] = fit.isDown();
      }
    }
    write(d, points, down, scales, target, offset);
  }
}
