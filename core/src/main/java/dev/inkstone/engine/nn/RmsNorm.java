package dev.inkstone.engine.nn;

import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;

/**
 * Root-mean-square normalisation.
 *
 * @param gain {@code (1, columns)}
 * @param epsilon added to the mean square
 */
public record RmsNorm(Weight gain, float epsilon) {

  /** {@code (T, columns) -> (T, columns)}. */
  public Tensor forward(Ops ops, Tensor x) {
    return ops.rmsNorm(x, gain, epsilon);
  }
}
