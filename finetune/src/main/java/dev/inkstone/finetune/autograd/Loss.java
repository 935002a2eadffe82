package dev.inkstone.finetune.autograd;

import dev.inkstone.engine.tensor.DType;
import dev.inkstone.engine.tensor.Tensor;
import java.lang.foreign.Arena;

/**
 * A number to be made small, computed from one result of a model, with its derivative. Stateless
 * towards the tape: a loss may be evaluated many times.
 */
@FunctionalInterface
public interface Loss {

  /**
   * The loss of {@code output}.
   *
   * @param gradient {@code dLoss/dOutput} is added to it; binary32, the shape of {@code output}.
   *     Modified.
   */
  double addGradient(Tensor output, Tensor gradient);

  /** The loss of {@code output} without its derivative, for evaluation. */
  default double value(Tensor output) {
    try (Arena arena = Arena.ofConfined()) {
      return addGradient(
          output,
          Tensor.of(
              DType.F32,
              output.rows(),
              output.columns(),
              arena.allocate(output.count() * Float.BYTES, Float.BYTES)));
    }
  }
}
