package dev.inkstone.tokenizer.training;

/** The derivative of the logarithm of the gamma function. */
final class Digamma {
  /** From here on the series below is exact to a double. */
  private static final double LARGE = 10;

  private Digamma() {}

  /** The function at {@code x}, which is positive. */
  static double of(double x) {
    double at = x;
    double result = 0;
    while (at < LARGE) {
      result -= 1 / at;
      at += 1;
    }
    double square = 1 / (at * at);
    double series =
        1.0 / 12
            - square
                * (1.0 / 120 - square * (1.0 / 252 - square * (1.0 / 240 - square * (1.0 / 132))));
    return result + Math.log(at) - 0.5 / at - square * series;
  }
}
