package dev.inkstone.finetune.autograd;

import dev.inkstone.engine.tensor.Pooling;
import dev.inkstone.engine.tensor.Sequences;
import dev.inkstone.engine.tensor.Tensor;

/**
 * One row for each sequence. The mean of {@code n} rows goes back to each as {@code dx[t] += dy /
 * n}; a row that was chosen gets {@code dx[t] += dy}.
 */
record PoolRule(Tensor x, Sequences sequences, Pooling pooling, Tensor y) implements BackwardRule {

  @Override
  public boolean needed(Gradients gradients) {
    return gradients.wanted(x);
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Tensor dx = gradients.of(x);
    for (int i = 0; i < sequences.count(); i++) {
      float[] row = Floats.row(dy, i);
      int first = sequences.start(i);
      int length = sequences.length(i);
      switch (pooling) {
        case MEAN -> {
          for (int t = first; t < first + length; t++) {
            Floats.add(dx, t, 1f / length, row);
          }
        }
        case FIRST -> Floats.add(dx, first, 1, row);
        case LAST -> Floats.add(dx, first + length - 1, 1, row);
      }
    }
  }
}
