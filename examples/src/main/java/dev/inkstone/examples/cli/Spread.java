package dev.inkstone.examples.cli;

import java.util.List;
import java.util.Locale;

/**
 * Mean and spread of repeated measurements.
 *
 * @param mean arithmetic mean
 * @param deviation sample standard deviation (divisor n - 1), 0 for a single measurement
 */
record Spread(double mean, double deviation) {

  /** Throws IllegalArgumentException if there are no values. */
  static Spread of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no measurements, expected at least one");
    }
    double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return new Spread(mean, values.size() < 2 ? 0 : Math.sqrt(squares / (values.size() - 1)));
  }

  /** For example {@code 12.34 ± 0.56}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f ± %.2f", mean, deviation);
  }
}
