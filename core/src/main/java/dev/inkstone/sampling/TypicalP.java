package dev.inkstone.sampling;

import java.util.Arrays;

/**
 * Keeps the tokens whose surprise is nearest to the expected surprise (the entropy) until their
 * probabilities together exceed {@code p}. May remove the most likely token.
 *
 * <p>Paper to code: {@code |H - (-log p_i)|} is the deviation. Deviations are ordered as binary32
 * over an index, so near-equal ones keep the order of the candidates.
 */
final class TypicalP implements CandidateFilter {
  private final double p;
  private double[] probabilities = new double[0];
  private long[] deviations = new long[0];
  private int[] kept = new int[0];

  TypicalP(double p) {
    this.p = p;
  }

  @Override
  public void apply(Candidates candidates) {
    int count = candidates.count();
    reserve(count);
    double entropy = fillProbabilities(candidates);
    for (int i = 0; i < count; i++) {
      float deviation = (float) Math.abs(entropy + Math.log(probabilities[i]));
      deviations[i] = (long) Float.floatToRawIntBits(deviation) << 32 | i;
    }
    Arrays.sort(deviations, 0, count);
    double sum = 0;
    int n = 0;
    while (n < count && sum <= p) {
      kept[n] = (int) deviations[n];
      sum += probabilities[kept[n]];
      n++;
    }
    candidates.keep(kept, n);
  }

  private double fillProbabilities(Candidates candidates) {
    float maximum = candidates.maximum();
    double sum = 0;
    for (int i = 0; i < candidates.count(); i++) {
      probabilities[i] = candidates.weight(i, maximum);
      sum += probabilities[i];
    }
    double entropy = 0;
    for (int i = 0; i < candidates.count(); i++) {
      probabilities[i] /= sum;
      if (probabilities[i] > 0) {
        entropy -= probabilities[i] * Math.log(probabilities[i]);
      }
    }
    return entropy;
  }

  private void reserve(int count) {
    if (kept.length < count) {
      probabilities = new double[count];
      deviations = new long[count];
      kept = new int[count];
    }
  }
}
