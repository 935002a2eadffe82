package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import dev.inkstone.engine.kernel.BlockScales;
import dev.inkstone.engine.kernel.CodeBook;
import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;

/**
 * What IQ2 and IQ3 share: the magnitudes of 8 weights are one or two points of a {@link Grid},
 * their signs are bits, and sub-blocks have odd multiples of a unit as scales:
 *
 * <pre>weight = (d * unit * (2 scale[s] + 1)) * value[coordinate] * sign</pre>
 *
 * <p>Panels keep a code for each weight: the coordinate, and above it the sign.
 *
 * <p>Encoding is a search of its own, not the reference's: {@link GridFit} for the scale of each
 * sub-block, then the nearest points for the rounded scales.
 */
abstract class GridFormat extends CodedFormat {
  /** Runs of 8 weights in a block. */
  static final int RUNS = 32;

  private static final int LARGEST_MULTIPLE = 31;

  /** Where d lies, the same in all of them. */
  private static final int SCALE = 0;

  private final Grid grid;
  private final float[] values;
  private final boolean evenSigns;
  private final float unit;
  private final int runsPerScale;
  private final int signBit;

  /**
   * A format.
   *
   * @param values magnitudes, ascending: three or eight
   * @param evenSigns whether of 8 weights an even number is negative, so that 7 bits tell the signs
   */
  GridFormat(
      String name,
      int bytesPerBlock,
      Grid grid,
      float[] values,
      boolean evenSigns,
      float unit,
      int weightsPerScale) {
    super(
        name,
        bytesPerBlock,
        new PanelFormat.Codes(book(values), BlockScales.sub(unit, 256, weightsPerScale)));
    this.grid = grid;
    this.values = values.clone();
    this.evenSigns = evenSigns;
    this.unit = unit;
    runsPerScale = weightsPerScale / 8;
    signBit = values.length == 8 ? 3 : 2;
  }

  private static CodeBook book(float[] values) {
    int half = values.length == 8 ? 8 : 4;
    float[] table = new float[2 * half];
    for (int i = 0; i < values.length; i++) {
      table[i] = values[i];
      table[half + i] = -values[i];
    }
    return CodeBook.table(table);
  }

  /** The number of point {@code p} of the block; there are 256 over the coordinates of one. */
  abstract int point(MemorySegment source, long offset, int p);

  /** The signs of run {@code r}, bit i set if weight i is negative; only 7 of them if even. */
  abstract int signBits(MemorySegment source, long offset, int r);

  /** Scale {@code s}, 0 to 15. */
  abstract int scale(MemorySegment source, long offset, int s);

  /** Writes what the other methods read. */
  abstract void write(int[] points, int[] signs, int[] scales, MemorySegment target, long offset);

  /** Seven signs and an eighth that makes their number even. */
  static int withEighth(int seven) {
    return seven | ((Integer.bitCount(seven) & 1) << 7);
  }

  private int signs(MemorySegment source, long offset, int r) {
    int bits = signBits(source, offset, r);
    return evenSigns ? withEighth(bits) : bits;
  }

  /** The coordinates of run {@code r}. */
  private long coordinates(MemorySegment source, long offset, int r) {
    if (grid.length() == 8) {
      return grid.point(point(source, offset, r));
    }
    long first = grid.point(point(source, offset, 2 * r));
    return first | (grid.point(point(source, offset, 2 * r + 1)) << 32);
  }

  private int multiple(MemorySegment source, long offset, int s) {
    return 2 * scale(source, offset, s) + 1;
  }

  @Override
  void decodeBlock(MemorySegment source, long offset, float[] target, int index) {
    float d = Bytes.half(source, offset + SCALE) * unit;
    for (int r = 0; r < RUNS; r++) {
      float scale = d * multiple(source, offset, r / runsPerScale);
      long coordinates = coordinates(source, offset, r);
      int signs = signs(source, offset, r);
      for (int i = 0; i < 8; i++) {
        float value = values[(int) (coordinates >>> (8 * i)) & 7];
        target[index + 8 * r + i] = scale * (((signs >> i) & 1) == 1 ? -value : value);
      }
    }
  }

  @Override
  public void split(MemorySegment source, long offset, BlockParts parts) {
    parts.scale = source.get(Bytes.SHORT, offset + SCALE);
    for (int s = 0; s < RUNS / runsPerScale; s++) {
      parts.subScales[s] = (byte) multiple(source, offset, s);
    }
    for (int r = 0; r < RUNS; r++) {
      long signs = Bytes.oneBitEach(signs(source, offset, r)) << signBit;
      Bytes.putEight(parts.codes, 8 * r, coordinates(source, offset, r) | signs);
    }
  }

  @Override
  void encodeBlock(float[] source, int index, MemorySegment target, long offset) {
    GridFit fit = new GridFit(grid, values, evenSigns);
    float[] fitted = new float[RUNS / runsPerScale];
    for (int s = 0; s < fitted.length; s++) {
      fitted[s] = fit.scale(source, index + 8 * runsPerScale * s, 8 * runsPerScale);
    }
    short d = Half.bits(Extremes.highest(fitted, 0, fitted.length) / (LARGEST_MULTIPLE * unit));
    float step = Float.float16ToFloat(d) * unit;
    int[] scales = new int[fitted.length];
    int[] signs = new int[RUNS];
    int[] points = new int[RUNS * 8 / grid.length()];
    for (int r = 0; r < RUNS; r++) {
      int s = r / runsPerScale;
      float multiple = fitted[s] * Extremes.inverse(step);
      scales[s] = Math.clamp((int) Math.rint((multiple - 1) / 2), 0, 15);
      fit.choose(source, index + 8 * r, step * (2 * scales[s] + 1));
      signs[r] = evenSigns ? fit.signs() & 127 : fit.signs();
      System.arraycopy(fit.points(), 0, points, r * fit.points().length, fit.points().length);
    }
    target.set(Bytes.SHORT, offset + SCALE, d);
    write(points, signs, scales, target, offset);
  }
}
