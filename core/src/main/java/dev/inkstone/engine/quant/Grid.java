package dev.inkstone.engine.quant;

import java.util.Base64;
import java.util.BitSet;

/**
 * Points that stand for several neighbouring weights at once: a format stores the number of the
 * point nearest to them. Immutable.
 */
final class Grid {
  private final int length;
  private final int levels;
  // A coordinate a byte, the first lowest.
  private final long[] points;

  /**
   * A grid.
   *
   * @param length coordinates of a point, 4 or 8
   * @param levels values a coordinate has, from 0 on
   * @param set the points, as {@link GridPoints} says
   */
  Grid(int length, int levels, String set) {
    this.length = length;
    this.levels = levels;
    points =
        BitSet.valueOf(Base64.getDecoder().decode(set)).stream().mapToLong(this::bytes).toArray();
  }

  private long bytes(int number) {
    long bytes = 0;
    int rest = number;
    for (int i = 0; i < length; i++) {
      bytes |= (long) (rest % levels) << (8 * i);
      rest /= levels;
    }
    return bytes;
  }

  /** Coordinates of a point. */
  int length() {
    return length;
  }

  /** Points of the grid. */
  int size() {
    return points.length;
  }

  /** The coordinates of a point, one a byte, the first lowest. */
  long point(int index) {
    return points[index];
  }

  /**
   * The point with the least squared distance to {@code target}, from {@code from} on.
   *
   * @param values what the levels stand for
   */
  int nearest(float[] target, int from, float[] values) {
    float[] errors = new float[length * levels];
    for (int i = 0; i < errors.length; i++) {
      float difference = values[i % levels] - target[from + i / levels];
      errors[i] = difference * difference;
    }
    int best = 0;
    float least = Float.POSITIVE_INFINITY;
    for (int p = 0; p < points.length; p++) {
      float error = 0;
      long point = points[p];
      for (int i = 0; i < errors.length; i += levels) {
        error += errors[i + (int) (point & 7)];
        point >>>= 8;
      }
      if (error < least) {
        least = error;
        best = p;
      }
    }
    return best;
  }
}
