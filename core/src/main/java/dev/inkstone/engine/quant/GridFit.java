package dev.inkstone.engine.quant;

/**
 * Fits weights with {@code scale * value * sign}, magnitudes out of a {@link Grid}, to the least
 * squared error. Holds one run of 8 weights at a time.
 */
final class GridFit {
  private static final int TRIES = 12;

  private final Grid grid;
  private final float[] values;
  private final boolean evenSigns;
  private final float[] targets = new float[8];
  private final int[] points;
  private int signs;
  private float cross;
  private float square;

  GridFit(Grid grid, float[] values, boolean evenSigns) {
    this.grid = grid;
    this.values = values;
    this.evenSigns = evenSigns;
    points = new int[8 / grid.length()];
  }

  /** The points of the last run. */
  int[] points() {
    return points;
  }

  /** The signs of the last run, bit i set if weight i is negative. */
  int signs() {
    return signs;
  }

  /**
   * The best scale found for {@code count} weights, a multiple of 8; 0 for negligible ones. For the
   * points chosen at a trial scale the best one is {@code sum(x q) / sum(q q)}.
   *
   * @throws IllegalArgumentException if the sums overflow
   */
  float scale(float[] x, int from, int count) {
    float largest = Math.abs(Extremes.farthestFromZero(x, from, count));
    if (largest < SymmetricFit.NEGLIGIBLE) {
      return 0;
    }
    float scale = 0;
    float gain = 0;
    float top = values[values.length - 1];
    for (int attempt = 0; attempt < TRIES; attempt++) {
      cross = 0;
      square = 0;
      for (int i = from; i < from + count; i += 8) {
        choose(x, i, largest / (top * (0.8f + 0.1f * attempt)));
      }
      if (cross > 0 && cross * cross > gain * square) {
        scale = cross / square;
        gain = scale * cross;
      }
    }
    if (!Float.isFinite(scale) || !Float.isFinite(gain)) {
      throw Half.beyondRange(largest);
    }
    return scale;
  }

  /** Chooses points and signs for 8 weights at this scale. */
  void choose(float[] x, int from, float scale) {
    float inverse = Extremes.inverse(scale);
    signs = 0;
    int weakest = 0;
    for (int i = 0; i < 8; i++) {
      float weight = x[from + i];
      signs |= weight < 0 ? 1 << i : 0;
      targets[i] = Math.abs(weight) * inverse;
      weakest = targets[i] < targets[weakest] ? i : weakest;
    }
    if (evenSigns && Integer.bitCount(signs) % 2 == 1) {
      signs ^= 1 << weakest;
      targets[weakest] = -targets[weakest];
    }
    for (int p = 0; p < points.length; p++) {
      points[p] = grid.nearest(targets, p * grid.length(), values);
      long coordinates = grid.point(points[p]);
      for (int i = p * grid.length(); i < (p + 1) * grid.length(); i++) {
        float value = values[(int) (coordinates & 7)];
        coordinates >>>= 8;
        cross += value * (((signs >> i) & 1) == 1 ? -x[from + i] : x[from + i]);
        square += value * value;
      }
    }
  }
}
