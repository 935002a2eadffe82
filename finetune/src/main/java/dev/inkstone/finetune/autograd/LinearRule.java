package dev.inkstone.finetune.autograd;

import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;

/**
 * {@code y = x . w^T} with {@code w (out, in)}. Backward: {@code dx += dy . w}, {@code dw += dy^T .
 * x}; the arithmetic is in {@link LinearBackward}.
 */
record LinearRule(Weight weight, Tensor x, Tensor y) implements BackwardRule {

  @Override
  public boolean needed(Gradients gradients) {
    return gradients.wanted(x) || gradients.wanted(weight);
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    if (gradients.wanted(x)) {
      LinearBackward.addInputGradient(dy, weight, gradients.of(x));
    }
    if (gradients.wanted(weight)) {
      LinearBackward.addWeightGradient(dy, x, gradients.of(weight));
    }
  }
}
