package dev.inkstone.finetune.autograd;

import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;

/**
 * {@code y = n g + b} on every row of {@code N} elements, with {@code n = (x - mean(x)) r} and
 * {@code r = 1 / sqrt(mean((x - mean(x))^2) + epsilon)} (Ba et al. 2016, arXiv:1607.06450).
 * Backward, with {@code dn_i = dy_i g_i}:
 *
 * <pre>{@code
 * dg_i += sum over rows of dy_i n_i
 * db_i += sum over rows of dy_i
 * dx_i += r (dn_i - mean(dn) - n_i mean(dn n))
 * }</pre>
 */
record LayerNormRule(Tensor x, Weight gain, Weight bias, float epsilon, Tensor y)
    implements BackwardRule {

  @Override
  public boolean needed(Gradients gradients) {
    return gradients.wanted(x) || gradients.wanted(gain) || gradients.wanted(bias);
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    float[] g = Floats.vector(gain);
    double[] dGain = new double[g.length];
    double[] dBias = new double[g.length];
    double[] normal = new double[g.length];
    float[] dx = new float[g.length];
    for (int t = 0; t < x.rows(); t++) {
      float[] out = Floats.row(dy, t);
      double factor = normalize(Floats.row(x, t), normal);
      for (int i = 0; i < g.length; i++) {
        dGain[i] += out[i] * normal[i];
        dBias[i] += out[i];
      }
      if (gradients.wanted(x)) {
        inputGradient(normal, out, g, factor, dx);
        Floats.add(gradients.of(x), t, 1, dx);
      }
    }
    addTo(gain, dGain, gradients);
    addTo(bias, dBias, gradients);
  }

  /** Fills {@code normal} with the normalised row and returns the factor. */
  private double normalize(float[] row, double[] normal) {
    double sum = 0;
    for (float value : row) {
      sum += value;
    }
    double squares = 0;
    for (int i = 0; i < row.length; i++) {
      normal[i] = row[i] - sum / row.length;
      squares += normal[i] * normal[i];
    }
    double factor = 1 / Math.sqrt(squares / row.length + epsilon);
    for (int i = 0; i < row.length; i++) {
      normal[i] *= factor;
    }
    return factor;
  }

  private static void inputGradient(
      double[] normal, float[] dy, float[] g, double factor, float[] dx) {
    double sum = 0;
    double product = 0;
    for (int i = 0; i < dx.length; i++) {
      double slope = (double) dy[i] * g[i];
      sum += slope;
      product += slope * normal[i];
    }
    for (int i = 0; i < dx.length; i++) {
      double slope = (double) dy[i] * g[i];
      dx[i] = (float) (factor * (slope - (sum + normal[i] * product) / dx.length));
    }
  }

  private static void addTo(Weight weight, double[] values, Gradients gradients) {
    if (gradients.wanted(weight)) {
      float[] rounded = new float[values.length];
      for (int i = 0; i < rounded.length; i++) {
        rounded[i] = (float) values[i];
      }
      Floats.add(gradients.of(weight), 0, 1, rounded);
    }
  }
}
