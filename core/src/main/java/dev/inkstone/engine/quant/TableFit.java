package dev.inkstone.engine.quant;

/**
 * Fits weights with {@code scale * value}, values out of a table, to the least squared error
 * weighted by the squared weights, as {@link SymmetricFit} does for equal steps.
 *
 * <p>The first try puts the weight of largest magnitude on the table's lowest value, with its sign
 * turned; further tries put it, as it is, up to {@code tries} units beside that value. Immutable.
 */
final class TableFit {
  private final int[] values;
  private final int tries;

  /** A fit with these values, ascending. */
  TableFit(int tries, int... values) {
    this.values = values.clone();
    this.tries = tries;
  }

  /**
   * The scale of {@code count} weights; 0 for negligible ones.
   *
   * @throws IllegalArgumentException if the sums overflow
   */
  float scale(float[] x, int from, int count) {
    float extreme = Extremes.farthestFromZero(x, from, count);
    if (Math.abs(extreme) < SymmetricFit.NEGLIGIBLE) {
      return 0;
    }
    float scale = 0;
    float gain = 0;
    for (int attempt = -tries - 1; attempt <= tries; attempt++) {
      boolean first = attempt < -tries;
      float inverse = first ? 1 / (-extreme / values[0]) : (attempt + values[0]) / extreme;
      float cross = 0;
      float square = 0;
      for (int i = from; i < from + count; i++) {
        float q = values[nearest(inverse * x[i])];
        float w = x[i] * x[i];
        cross += w * q * x[i];
        square += w * q * q;
      }
      if (first || (square > 0 && cross * cross > gain * square)) {
        scale = cross / square;
        gain = scale * cross;
      }
    }
    if (!Float.isFinite(scale)) {
      throw Half.beyondRange(extreme);
    }
    return scale;
  }

  /** The code of the value nearest to {@code weight / scale}; of two as near the higher one. */
  int nearest(float steps) {
    if (steps <= values[0]) {
      return 0;
    }
    int low = 0;
    int high = values.length - 1;
    if (steps >= values[high]) {
      return high;
    }
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (steps < values[middle]) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return steps - values[low] < values[high] - steps ? low : high;
  }
}
