package dev.inkstone.bench;

import java.util.Arrays;
import java.util.Collection;

/**
 * Several measurements of the same rate.
 *
 * @param best the largest
 * @param median the middle one, or the mean of the two middle ones
 */
record Rates(double best, double median) {

  /** What stands out of {@code values}, at least one. */
  static Rates of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("no measurements");
    }
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Rates(Arrays.stream(sorted).max().orElseThrow(), median);
  }

  /** These as multiples of {@code other}. */
  Rates over(Rates other) {
    return new Rates(best / other.best, median / other.median);
  }
}
