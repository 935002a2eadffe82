package dev.inkstone.engine.nn;

import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;

/**
 * Layer normalisation.
 *
 * @param gain {@code (1, columns)}
 * @param bias {@code (1, columns)}
 * @param epsilon added to the variance
 */
public record LayerNorm(Weight gain, Weight bias, float epsilon) {

  /** {@code (T, columns) -> (T, columns)}. */
  public Tensor forward(Ops ops, Tensor x) {
    return ops.layerNorm(x, gain, bias, epsilon);
  }

  /** Of {@code a + b}, both {@code (T, columns)}. */
  public Tensor forwardSum(Ops ops, Tensor a, Tensor b) {
    return ops.addLayerNorm(a, b, gain, bias, epsilon);
  }
}
