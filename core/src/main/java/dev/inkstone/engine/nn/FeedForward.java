package dev.inkstone.engine.nn;

import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Tensor;

/**
 * The gated feed-forward network {@code down(silu(gate(x)) * up(x))}.
 *
 * @param gate {@code (inner, hidden)}
 * @param up {@code (inner, hidden)}
 * @param down {@code (hidden, inner)}
 */
public record FeedForward(Linear gate, Linear up, Linear down) implements PositionWise {

  @Override
  public Tensor forward(Ops ops, Tensor x) {
    Tensor inner =
        gate.isLinear() && up.isLinear()
            ? ops.gatedLinear(gate.weight(), up.weight(), x)
            : ops.swiGlu(gate.forward(ops, x), up.forward(ops, x)); // (T, inner)
    return down.forward(ops, inner);
  }
}
