package dev.inkstone.engine.nn;

import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;

/**
 * A low-rank addition to a linear layer: {@code scale * (x . a^T) . b^T} (Hu et al. 2021,
 * arXiv:2106.09685).
 *
 * @param a {@code (rank, in)}
 * @param b {@code (out, rank)}
 * @param scale usually {@code alpha / rank}
 */
public record LoraDelta(Weight a, Weight b, float scale) {

  /** Checks that the ranks agree. */
  public LoraDelta {
    if (a.rows() != b.columns()) {
      throw new IllegalArgumentException("LoRA ranks differ: a " + a.shape() + ", b " + b.shape());
    }
  }

  /** {@code (T, in) -> (T, out)}. */
  public Tensor forward(Ops ops, Tensor x) {
    return ops.scale(ops.linear(b, ops.linear(a, x)), scale);
  }
}
