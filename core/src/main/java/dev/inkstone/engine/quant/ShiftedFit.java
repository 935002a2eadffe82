package dev.inkstone.engine.quant;

import java.util.Arrays;

/**
 * Fits weights with {@code scale * (coordinate - 1 + shift)}, coordinates out of the grid of {@link
 * IQ1}, to the least squared error. Holds the runs of 8 weights that share a shift.
 */
final class ShiftedFit {
  private static final int TRIES = 14;
  private static final float[] UP = {-0.875f, 0.125f, 1.125f};
  private static final float[] DOWN = {-1.125f, -0.125f, 0.875f};

  private final float[] targets;
  private int[] points;
  private int[] others;
  private boolean down;
  private float cross;
  private float square;

  /** A fit in which so many runs share a shift. */
  ShiftedFit(int runs) {
    targets = new float[8 * runs];
    points = new int[runs];
    others = new int[runs];
  }

  /** The points of the last runs. */
  int[] points() {
    return points;
  }

  /** Whether the last runs are shifted down. */
  boolean isDown() {
    return down;
  }

  /**
   * The best scale found for {@code count} weights; 0 for negligible ones. For the points chosen at
   * a trial scale the best one is {@code sum(x q) / sum(q q)}.
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
    for (int attempt = 0; attempt < TRIES; attempt++) {
      cross = 0;
      square = 0;
      for (int i = from; i < from + count; i += targets.length) {
        choose(x, i, largest / (1 + 0.15f * attempt));
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

  /** Chooses points and shift for the runs from {@code from} on at this scale. */
  void choose(float[] x, int from, float scale) {
    float inverse = Extremes.inverse(scale);
    for (int i = 0; i < targets.length; i++) {
      targets[i] = x[from + i] * inverse;
    }
    float ofUp = nearest(UP);
    int[] former = points;
    points = others;
    others = former;
    float ofDown = nearest(DOWN);
    down = ofDown < ofUp;
    if (!down) {
      points = others;
      others = Arrays.copyOf(points, points.length);
    }
    addSums(x, from);
  }

  /** Chooses points for one shift; the squared error. */
  private float nearest(float[] values) {
    float error = 0;
    for (int r = 0; r < points.length; r++) {
      points[r] = IQ1.GRID.nearest(targets, 8 * r, values);
      for (int i = 0; i < 8; i++) {
        float difference = values[coordinate(r, i)] - targets[8 * r + i];
        error += difference * difference;
      }
    }
    return error;
  }

  private void addSums(float[] x, int from) {
    for (int i = 0; i < targets.length; i++) {
      float value = (down ? DOWN : UP)[coordinate(i / 8, i % 8)];
      cross += value * x[from + i];
      square += value * value;
    }
  }

  private int coordinate(int run, int i) {
    return (int) (IQ1.GRID.point(points[run]) >>> (8 * i)) & 3;
  }
}
