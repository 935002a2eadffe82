package dev.inkstone.engine.nn;

import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Tensor;

/**
 * The feed-forward network {@code down(gelu(up(x)))}.
 *
 * @param up {@code (inner, hidden)}
 * @param down {@code (hidden, inner)}
 */
public record GeluFeedForward(Linear up, Linear down) implements PositionWise {

  @Override
  public Tensor forward(Ops ops, Tensor x) {
    return down.forward(ops, up.forwardGelu(ops, x));
  }
}
