package dev.inkstone.engine.tensor;

import dev.inkstone.engine.kernel.NormalDistribution;

/**
 * The function {@link Ops#gelu} in binary64: {@code x * Phi(x)} with the distribution function of
 * the normal distribution (Hendrycks, Gimpel 2016, arXiv:1606.08415).
 */
public final class ExactGelu {
  private ExactGelu() {}

  /** The derivative {@code Phi(x) + x * phi(x)}. */
  public static double slope(double x) {
    return NormalDistribution.cumulative(x) + x * NormalDistribution.density(x);
  }
}
