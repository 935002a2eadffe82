package dev.inkstone.finetune.autograd;

import dev.inkstone.engine.tensor.EagerOps;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;

/**
 * {@code y = x . w^T} with {@code w (out, in)}. Backward: {@code dx += dy . w}, {@code dw += dy^T .
 * x}.
 *
 * @param ops computes these products
 */
record LinearRule(EagerOps ops, Weight weight, Tensor x, Tensor y) implements BackwardRule {

  @Override
  public boolean needed(Gradients gradients) {
    return gradients.wanted(x) || gradients.wanted(weight);
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    if (gradients.wanted(x)) {
      ops.addInputGradient(weight, dy, gradients.of(x));
    }
    if (gradients.wanted(weight)) {
      ops.addWeightGradient(dy, x, gradients.of(weight));
    }
  }
}
