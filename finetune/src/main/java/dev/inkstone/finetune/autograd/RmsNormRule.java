package dev.inkstone.finetune.autograd;

import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;

/**
 * {@code y = x r g} on every row of {@code n} elements, with {@code r = 1 / sqrt(mean(x^2) +
 * epsilon)} (Zhang, Sennrich 2019, arXiv:1910.07467). Backward, from {@code dr/dx_i = -r^3 x_i /
 * n}:
 *
 * <pre>{@code
 * dg_i += sum over rows of dy_i x_i r
 * dx_i += r g_i dy_i - x_i (r^3 / n) sum over j of dy_j g_j x_j
 * }</pre>
 */
record RmsNormRule(Tensor x, Weight gain, float epsilon, Tensor y) implements BackwardRule {

  @Override
  public boolean needed(Gradients gradients) {
    return gradients.wanted(x) || gradients.wanted(gain);
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    float[] g = Floats.vector(gain);
    double[] dGain = new double[g.length];
    float[] dx = new float[g.length];
    for (int t = 0; t < x.rows(); t++) {
      float[] in = Floats.row(x, t);
      float[] out = Floats.row(dy, t);
      double r = inverseNorm(in);
      for (int i = 0; i < g.length; i++) {
        dGain[i] += out[i] * in[i] * r;
      }
      if (gradients.wanted(x)) {
        inputGradient(in, out, g, r, dx);
        Floats.add(gradients.of(x), t, 1, dx);
      }
    }
    if (gradients.wanted(gain)) {
      for (int i = 0; i < g.length; i++) {
        dx[i] = (float) dGain[i];
      }
      Floats.add(gradients.of(gain), 0, 1, dx);
    }
  }

  private double inverseNorm(float[] row) {
    double squares = 0;
    for (float value : row) {
      squares += (double) value * value;
    }
    return 1 / Math.sqrt(squares / row.length + epsilon);
  }

  private static void inputGradient(float[] in, float[] dy, float[] g, double r, float[] dx) {
    double product = 0;
    for (int i = 0; i < in.length; i++) {
      product += (double) dy[i] * g[i] * in[i];
    }
    double shared = product * r * r * r / in.length;
    for (int i = 0; i < in.length; i++) {
      dx[i] = (float) (r * g[i] * dy[i] - in[i] * shared);
    }
  }
}
