package dev.inkstone.engine.quant;

import java.util.Arrays;

/**
 * Fits 16 weights with {@code scale * (code - 32)}, codes 0..63, to the least squared error
 * weighted by the squared weights: large weights count more, since they move a product most.
 *
 * <p>The first try gives the weight of largest magnitude the code 0; eighteen more stretch or
 * shrink that step by up to 0.9 codes. For given codes {@code q = code - 32} the best scale is
 * {@code sum(w x q) / sum(w q q)} with {@code w = x x}, and it lowers the error by {@code scale *
 * sum(w x q)}.
 */
final class SymmetricFit {
  /** Magnitude below which weights and scales count as zero. */
  static final float NEGLIGIBLE = 1e-15f;

  private static final int LENGTH = 16;
  private static final int ZERO = 32;

  private SymmetricFit() {}

  /**
   * Writes the codes and returns the scale; for negligible weights the codes and the scale are 0.
   * The scale is not finite if the sums overflow.
   */
  static float fit(float[] x, int from, byte[] codes, int codesFrom) {
    float extreme = Extremes.farthestFromZero(x, from, LENGTH);
    if (Math.abs(extreme) < NEGLIGIBLE) {
      Arrays.fill(codes, codesFrom, codesFrom + LENGTH, (byte) 0);
      return 0;
    }
    float scale = 0;
    float gain = 0;
    float chosen = -ZERO / extreme;
    for (int attempt = 0; attempt <= 18; attempt++) {
      float inverse = -(ZERO + 0.1f * shift(attempt)) / extreme;
      float cross = 0;
      float square = 0;
      for (int i = from; i < from + LENGTH; i++) {
        int q = steps(x[i], inverse);
        float w = x[i] * x[i];
        cross += w * x[i] * q;
        square += w * q * q;
      }
      if (attempt == 0) {
        scale = square == 0 ? 0 : cross / square;
        gain = scale * cross;
      } else if (square > 0 && cross * cross > gain * square) {
        scale = cross / square;
        gain = scale * cross;
        chosen = inverse;
      }
    }
    for (int i = 0; i < LENGTH; i++) {
      codes[codesFrom + i] = (byte) (ZERO + steps(x[from + i], chosen));
    }
    return scale;
  }

  /** 0, then -9..-1, then 1..9. */
  private static int shift(int attempt) {
    if (attempt == 0) {
      return 0;
    }
    return attempt <= 9 ? attempt - 10 : attempt - 9;
  }

  private static int steps(float weight, float inverse) {
    return Math.clamp((int) Math.rint(inverse * weight), -ZERO, ZERO - 1);
  }
}
