package dev.inkstone.engine.quant;

import java.util.Arrays;

/**
 * Fits 16 or 32 weights with {@code scale * code - minimum}, codes 0..top and {@code minimum >= 0},
 * to the least weighted error: large weights count more.
 *
 * <p>The first try spreads the codes over the range of the weights. Further tries choose codes with
 * a slightly finer or coarser step, and for these codes the scale and minimum of the weighted
 * linear regression; a try replaces the best one if its error is smaller. Holds one result at a
 * time.
 */
final class AffineFit {
  private final int length;
  private final int topCode;
  private final float firstShift;
  private final int lastStep;

  private final float[] x;
  private final float[] weights;
  private byte[] codes;
  private byte[] trial;
  private float sumW;
  private float sumX;
  private float scale;
  private float offset;
  private float error;

  private AffineFit(int length, int topCode, float firstShift, int lastStep) {
    this.length = length;
    this.topCode = topCode;
    this.firstShift = firstShift;
    this.lastStep = lastStep;
    x = new float[length];
    weights = new float[length];
    codes = new byte[length];
    trial = new byte[length];
  }

  /**
   * A fit of 32 weights that minimizes squares weighted by {@code |x| + rms(x)}, for codes {@code
   * 0..topCode}; it tries the steps {@code range / (topCode + firstShift + 0.1 k)} for {@code k =
   * 0..lastStep}.
   */
  static AffineFit of32(int topCode, float firstShift, int lastStep) {
    return new AffineFit(32, topCode, firstShift, lastStep);
  }

  /** A fit of 16 weights, codes 0..3, that minimizes magnitudes weighted by {@code |x|}. */
  static AffineFit of16() {
    return new AffineFit(16, 3, -0.5f, 15);
  }

  /** Weights of a fit. */
  int length() {
    return length;
  }

  /** The largest code. */
  int topCode() {
    return topCode;
  }

  /** Scale of the last fit; zero if its weights were all equal and not positive. */
  float scale() {
    return scale;
  }

  /** What the last fit takes off every weight. */
  float minimum() {
    return -offset;
  }

  /** Fits the weights from {@code from} on and writes their codes. */
  void fit(float[] source, int from, byte[] target, int targetFrom) {
    System.arraycopy(source, from, x, 0, length);
    weigh();
    float highest = Extremes.highest(x, 0, length);
    offset = Math.min(0, Extremes.lowest(x, 0, length));
    if (highest == offset) {
      scale = 0;
      Arrays.fill(codes, (byte) 0);
    } else {
      spread(highest);
      for (int k = 0; k <= lastStep; k++) {
        // The offset found so far is the origin of the next try.
        attempt((firstShift + 0.1f * k + topCode) / (highest - offset));
      }
    }
    System.arraycopy(codes, 0, target, targetFrom, length);
  }

  private void weigh() {
    float squares = 0;
    for (float value : x) {
      squares += value * value;
    }
    float rms = length == 32 ? (float) Math.sqrt(squares / length) : 0;
    sumW = 0;
    sumX = 0;
    for (int i = 0; i < length; i++) {
      weights[i] = rms + Math.abs(x[i]);
      sumW += weights[i];
      sumX += weights[i] * x[i];
    }
  }

  private void spread(float highest) {
    float inverse = topCode / (highest - offset);
    chooseTrialCodes(inverse);
    keep(1 / inverse, offset, trialError(1 / inverse, offset));
  }

  private void attempt(float inverse) {
    chooseTrialCodes(inverse);
    float sumL = 0;
    float sumLL = 0;
    float sumXL = 0;
    for (int i = 0; i < length; i++) {
      float weighted = weights[i] * trial[i];
      sumL += weighted;
      sumLL += weighted * trial[i];
      sumXL += weighted * x[i];
    }
    float determinant = sumW * sumLL - sumL * sumL;
    if (determinant > 0) {
      float trialScale = (sumW * sumXL - sumX * sumL) / determinant;
      float trialOffset = (sumLL * sumX - sumL * sumXL) / determinant;
      if (trialOffset > 0) {
        trialOffset = 0;
        trialScale = sumXL / sumLL;
      }
      float trialError = trialError(trialScale, trialOffset);
      if (trialError < error) {
        keep(trialScale, trialOffset, trialError);
      }
    }
  }

  private void chooseTrialCodes(float inverse) {
    for (int i = 0; i < length; i++) {
      int steps = (int) Math.rint(inverse * (x[i] - offset));
      trial[i] = (byte) Math.clamp(steps, 0, topCode);
    }
  }

  private float trialError(float trialScale, float trialOffset) {
    float sum = 0;
    for (int i = 0; i < length; i++) {
      float difference = trialScale * trial[i] + trialOffset - x[i];
      sum += weights[i] * (length == 32 ? difference * difference : Math.abs(difference));
    }
    return sum;
  }

  private void keep(float newScale, float newOffset, float newError) {
    byte[] former = codes;
    codes = trial;
    trial = former;
    scale = newScale;
    offset = newOffset;
    error = newError;
  }
}
