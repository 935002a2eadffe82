package dev.inkstone.engine.kernel;

/** The standard normal distribution in binary64, which GELU is made of. */
public final class NormalDistribution {
  private static final double ROOT_HALF = Math.sqrt(0.5);
  private static final double ROOT_PI = Math.sqrt(Math.PI);

  /** From here on the continued fraction converges faster than the series. */
  private static final double FAR = 2.5;

  private static final int FRACTION_TERMS = 80;

  private NormalDistribution() {}

  /**
   * The part of the distribution below {@code x}; absolute error below 1e-15, relative error below
   * 1e-12 where the result is normal.
   */
  public static double cumulative(double x) {
    double z = Math.abs(x) * ROOT_HALF;
    double tail = z < FAR ? (1 - erfSeries(z)) / 2 : erfcFraction(z) / 2;
    return x < 0 ? tail : 1 - tail;
  }

  /** The density at {@code x}. */
  public static double density(double x) {
    return Math.exp(-x * x / 2) * ROOT_HALF / ROOT_PI;
  }

  /** {@code erf(z)}, whose terms are all positive (Abramowitz, Stegun 1964, 7.1.6). */
  private static double erfSeries(double z) {
    double term = z;
    double sum = z;
    for (int n = 1; term > sum * 1e-17; n++) {
      term *= 2 * z * z / (2 * n + 1);
      sum += term;
    }
    return 2 / ROOT_PI * Math.exp(-z * z) * sum;
  }

  /** {@code erfc(z)} as a continued fraction (Abramowitz, Stegun 1964, 7.1.14). */
  private static double erfcFraction(double z) {
    double below = z;
    for (int k = FRACTION_TERMS; k > 0; k--) {
      below = z + k / (2 * below);
    }
    return Math.exp(-z * z) / (ROOT_PI * below);
  }
}
