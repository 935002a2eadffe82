package dev.inkstone.engine.quant;

/**
 * One block of 256 weights on the way to Q2_K, Q4_K or Q5_K: a fit per sub-block, then their scales
 * and minima as small multiples of a binary16 each, then the codes that suit these best.
 */
final class AffineBlock {
  private static final int WEIGHTS = 256;

  private final AffineFit fit;
  private final int top;
  private final byte[] codes = new byte[WEIGHTS];
  private final int[] scales;
  private final int[] minima;
  private short d;
  private short dmin;

  /** A block of sub-blocks of the fit's length, whose scales are {@code 0..top}. */
  AffineBlock(AffineFit fit, int top) {
    this.fit = fit;
    this.top = top;
    scales = new int[WEIGHTS / fit.length()];
    minima = new int[scales.length];
  }

  /** The unit of the scales, binary16. */
  short d() {
    return d;
  }

  /** The unit of the minima, binary16. */
  short dmin() {
    return dmin;
  }

  /** A scale for each sub-block. */
  int[] scales() {
    return scales;
  }

  /** A minimum for each sub-block. */
  int[] minima() {
    return minima;
  }

  /** The codes in column order. */
  byte[] codes() {
    return codes;
  }

  /** Fits the 256 weights from {@code from} on. */
  void fit(float[] source, int from) {
    float[] fittedScales = new float[scales.length];
    float[] fittedMinima = new float[scales.length];
    for (int s = 0; s < scales.length; s++) {
      fit.fit(source, from + fit.length() * s, codes, fit.length() * s);
      fittedScales[s] = fit.scale();
      fittedMinima[s] = fit.minimum();
    }
    d = toMultiples(fittedScales, scales);
    dmin = toMultiples(fittedMinima, minima);
    for (int s = 0; s < scales.length; s++) {
      roundCodes(source, from, s);
    }
  }

  /** Writes each value as a multiple of the largest one's part, and returns that part. */
  private short toMultiples(float[] values, int[] multiples) {
    float largest = Math.max(0, Extremes.highest(values, 0, values.length));
    float inverse = largest > 0 ? top / largest : 0;
    for (int s = 0; s < values.length; s++) {
      multiples[s] = Math.clamp((int) Math.rint(inverse * values[s]), 0, top);
    }
    return Half.bits(largest / top);
  }

  private void roundCodes(float[] source, int from, int s) {
    float step = Float.float16ToFloat(d) * scales[s];
    float minimum = Float.float16ToFloat(dmin) * minima[s];
    if (step == 0) {
      return;
    }
    for (int i = fit.length() * s; i < fit.length() * (s + 1); i++) {
      int steps = (int) Math.rint((source[from + i] + minimum) / step);
      codes[i] = (byte) Math.clamp(steps, 0, fit.topCode());
    }
  }
}
