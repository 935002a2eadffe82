package dev.inkstone.finetune.autograd;

import dev.inkstone.engine.tensor.Tensor;

/**
 * One recorded operation {@code y = f(inputs)}: knows, given {@code dy = dLoss/dy}, what to add to
 * the gradients of its inputs (reverse-mode differentiation; Griewank, Walther 2008, chapter 3).
 *
 * <p>A rule keeps its operands, not copies of them: the tape keeps their memory until its reset.
 */
sealed interface BackwardRule
    permits AttentionRule,
        ElementwiseRules.Add,
        ElementwiseRules.AddBias,
        ElementwiseRules.Multiply,
        ElementwiseRules.Scale,
        ElementwiseRules.Silu,
        ElementwiseRules.Gelu,
        ElementwiseRules.SwiGlu,
        EmbeddingRule,
        ExpertRules.Combine,
        ExpertRules.Dispatch,
        ExpertRules.ExpertLinear,
        ExpertRules.Route,
        LinearRule,
        RmsNormRule,
        LayerNormRule,
        RotateRule,
        PoolRule,
        RowsRule {

  /** The result {@code y} of the operation. */
  Tensor y();

  /** Whether any input's gradient is wanted; if not, the operation is not recorded. */
  boolean needed(Gradients gradients);

  /** Adds this operation's share to the gradients of those inputs that want one. */
  void backward(Tensor dy, Gradients gradients);
}
