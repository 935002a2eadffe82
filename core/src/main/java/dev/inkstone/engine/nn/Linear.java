package dev.inkstone.engine.nn;

import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import org.jspecify.annotations.Nullable;

/**
 * An affine layer {@code x . w^T + bias}, with an optional low-rank addition.
 *
 * @param weight {@code (out, in)}
 * @param bias {@code (1, out)}, if any
 * @param delta a LoRA addition, if any
 */
public record Linear(Weight weight, @Nullable Weight bias, @Nullable LoraDelta delta) {

  /** A layer without LoRA. */
  public Linear(Weight weight, @Nullable Weight bias) {
    this(weight, bias, null);
  }

  /** Whether there is nothing to add to {@code x . w^T}. */
  boolean isLinear() {
    return bias == null && delta == null;
  }

  /** {@code (T, in) -> (T, out)}. */
  public Tensor forward(Ops ops, Tensor x) {
    if (bias != null && delta == null) {
      return ops.affine(weight, bias, x);
    }
    Tensor y = ops.linear(weight, x);
    if (delta != null) {
      y = ops.add(y, delta.forward(ops, x));
    }
    return bias == null ? y : ops.addBias(y, bias);
  }

  /** GELU of {@link #forward}. */
  public Tensor forwardGelu(Ops ops, Tensor x) {
    return bias != null && delta == null
        ? ops.affineGelu(weight, bias, x)
        : ops.gelu(forward(ops, x));
  }
}
