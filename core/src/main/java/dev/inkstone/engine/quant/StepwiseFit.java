package dev.inkstone.engine.quant;

import java.util.Arrays;

/**
 * Fits 16 weights with {@code scale * (code - 4)}, codes 0..7, to the least squared error weighted
 * by the squared weights: the weight of largest magnitude gets code 0, then single codes change as
 * long as that lowers the error, in five rounds at most.
 *
 * <p>With {@code w = x x} and {@code q = code - 4} the best scale of given codes is {@code sum(w x
 * q) / sum(w q q)}, which lowers the error by {@code sum(w x q)^2 / sum(w q q)}. Holds the codes of
 * one fit.
 */
final class StepwiseFit {
  private static final int LENGTH = 16;
  private static final int ZERO = 4;
  private static final int ROUNDS = 5;

  private final float[] x;
  private final int from;
  private final int[] steps = new int[LENGTH];
  private float cross;
  private float square;

  private StepwiseFit(float[] x, int from) {
    this.x = x;
    this.from = from;
  }

  /** Writes the codes and returns the scale; for negligible weights codes and scale are 0. */
  static float fit(float[] x, int from, byte[] codes, int codesFrom) {
    float extreme = Extremes.farthestFromZero(x, from, LENGTH);
    if (Math.abs(extreme) < SymmetricFit.NEGLIGIBLE) {
      Arrays.fill(codes, codesFrom, codesFrom + LENGTH, (byte) 0);
      return 0;
    }
    StepwiseFit fit = new StepwiseFit(x, from);
    fit.start(-ZERO / extreme);
    int rounds = 0;
    while (rounds < ROUNDS && fit.improve()) {
      rounds++;
    }
    float scale = fit.square > 0 ? fit.cross / fit.square : 0;
    if (!Float.isFinite(scale)) {
      throw Half.beyondRange(extreme);
    }
    for (int i = 0; i < LENGTH; i++) {
      codes[codesFrom + i] = (byte) (fit.steps[i] + ZERO);
    }
    return scale;
  }

  private void start(float inverse) {
    for (int i = 0; i < LENGTH; i++) {
      float weight = x[from + i];
      int q = clamped(inverse * weight);
      steps[i] = q;
      cross += weight * weight * weight * q;
      square += weight * weight * q * q;
    }
  }

  /** One round; whether any code changed. */
  private boolean improve() {
    boolean changed = false;
    for (int i = 0; i < LENGTH; i++) {
      float weight = x[from + i];
      float w = weight * weight;
      float otherCross = cross - w * weight * steps[i];
      if (otherCross > 0) {
        float otherSquare = square - w * steps[i] * steps[i];
        int q = clamped(weight * otherSquare / otherCross);
        float newCross = otherCross + w * weight * q;
        float newSquare = otherSquare + w * q * q;
        if (q != steps[i]
            && newSquare > 0
            && newCross * newCross * square > cross * cross * newSquare) {
          steps[i] = q;
          cross = newCross;
          square = newSquare;
          changed = true;
        }
      }
    }
    return changed;
  }

  private static int clamped(float steps) {
    return Math.clamp((int) Math.rint(steps), -ZERO, ZERO - 1);
  }
}
