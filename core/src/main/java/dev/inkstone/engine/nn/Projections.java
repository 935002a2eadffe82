package dev.inkstone.engine.nn;

import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import java.util.List;
import java.util.Objects;

/** Affine layers of the same input, computed together where none has a LoRA addition. */
public final class Projections {
  private final List<Linear> layers;
  private final List<Weight> weights;
  private final List<Weight> biases;
  private final boolean together;

  /** Layers with the same number of input features. */
  public Projections(Linear... layers) {
    this.layers = List.of(layers);
    weights = this.layers.stream().map(Linear::weight).toList();
    biases = this.layers.stream().map(Linear::bias).filter(Objects::nonNull).toList();
    together =
        this.layers.stream().allMatch(layer -> layer.delta() == null)
            && (biases.isEmpty() || biases.size() == layers.length);
  }

  /**
   * {@code (T, in) -> (T, out)} of every layer, in their order.
   *
   * @return not to be kept or changed
   */
  public List<Tensor> forward(Ops ops, Tensor x) {
    return together
        ? ops.affine(weights, biases, x)
        : layers.stream().map(layer -> layer.forward(ops, x)).toList();
  }
}
