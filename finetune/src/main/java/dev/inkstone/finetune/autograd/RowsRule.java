package dev.inkstone.finetune.autograd;

import dev.inkstone.engine.tensor.Tensor;

/** {@code y = x[from .. from + y.rows - 1]}: {@code dx[from + t] += dy[t]}. */
record RowsRule(Tensor x, int from, Tensor y) implements BackwardRule {

  @Override
  public boolean needed(Gradients gradients) {
    return gradients.wanted(x);
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Tensor dx = gradients.of(x);
    float[] row = new float[dy.columns()];
    for (int t = 0; t < dy.rows(); t++) {
      Floats.read(dy, t, row);
      Floats.add(dx, from + t, 1, row);
    }
  }
}
