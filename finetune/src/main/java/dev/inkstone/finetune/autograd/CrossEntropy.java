package dev.inkstone.finetune.autograd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.inkstone.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Cross entropy of the next token: {@code sum over counted rows t of (log sum_j exp(z_tj) -
 * z_t,target) / divisor}; {@code dz_tj += (softmax(z_t)_j - [j = target]) / divisor}.
 *
 * <p>Rows whose target is {@link #IGNORED} count for nothing; if all are ignored, the loss is 0.
 * Logits are binary32, sums binary64. Immutable and thread-safe.
 */
public final class CrossEntropy implements Loss {
  /** The target of a row that does not count. */
  public static final int IGNORED = -100;

  private final int[] targets;
  private final double divisor;

  private CrossEntropy(int[] targets, double divisor) {
    this.targets = targets;
    this.divisor = divisor;
  }

  /**
   * The mean over the counted rows.
   *
   * @param targets the right token of every row of the logits, or {@link #IGNORED}
   */
  public static CrossEntropy mean(int[] targets) {
    return over(targets, Math.max(1, counted(targets)));
  }

  /**
   * The sum over the counted rows, divided by {@code divisor}: for batches in parts, whose
   * gradients add up to the right mean only if every part divides by the counted tokens of all.
   *
   * @param divisor a positive number
   */
  public static CrossEntropy over(int[] targets, double divisor) {
    if (!(divisor > 0)) {
      throw new IllegalArgumentException("divisor = " + divisor + ", expected more than 0");
    }
    return new CrossEntropy(targets.clone(), divisor);
  }

  /** Number of targets that are not {@link #IGNORED}. */
  public static int counted(int[] targets) {
    return Math.toIntExact(Arrays.stream(targets).filter(target -> target != IGNORED).count());
  }

  @Override
  public double value(Tensor logits) {
    requireFit(logits);
    float[] row = new float[logits.columns()];
    double sum = 0;
    for (int t = 0; t < targets.length; t++) {
      if (targets[t] != IGNORED) {
        Floats.read(logits, t, row);
        sum += logSumExp(row) - row[targets[t]];
      }
    }
    return sum / divisor;
  }

  @Override
  public double addGradient(Tensor logits, Tensor gradient) {
    requireFit(logits);
    float[] row = new float[logits.columns()];
    double sum = 0;
    for (int t = 0; t < targets.length; t++) {
      if (targets[t] != IGNORED) {
        Floats.read(logits, t, row);
        double total = logSumExp(row);
        sum += total - row[targets[t]];
        addRow(row, total, t, gradient.data());
      }
    }
    return sum / divisor;
  }

  private void addRow(float[] row, double logSumExp, int t, MemorySegment gradient) {
    long first = (long) t * row.length;
    for (int j = 0; j < row.length; j++) {
      double share = Math.exp(row[j] - logSumExp) - (j == targets[t] ? 1 : 0);
      float sum = (float) (gradient.getAtIndex(JAVA_FLOAT, first + j) + share / divisor);
      gradient.setAtIndex(JAVA_FLOAT, first + j, sum);
    }
  }

  private static double logSumExp(float[] row) {
    double max = Double.NEGATIVE_INFINITY;
    for (float value : row) {
      max = Math.max(max, value);
    }
    double sum = 0;
    for (float value : row) {
      sum += Math.exp(value - max);
    }
    return max + Math.log(sum);
  }

  private void requireFit(Tensor logits) {
    if (targets.length != logits.rows()) {
      throw new IllegalArgumentException(
          targets.length + " targets for " + logits.rows() + " rows of logits");
    }
    for (int t = 0; t < targets.length; t++) {
      if (targets[t] != IGNORED && (targets[t] < 0 || targets[t] >= logits.columns())) {
        throw new IllegalArgumentException(
            "target %d of row %d, expected 0 .. %d, or %d to ignore it"
                .formatted(targets[t], t, logits.columns() - 1, IGNORED));
      }
    }
  }
}
