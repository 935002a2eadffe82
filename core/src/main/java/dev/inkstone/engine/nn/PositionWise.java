package dev.inkstone.engine.nn;

import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Tensor;

/** The part of a layer that looks at every position on its own. */
public sealed interface PositionWise permits FeedForward, GeluFeedForward, MixtureOfExperts {

  /** {@code (T, hidden) -> (T, hidden)}. */
  Tensor forward(Ops ops, Tensor x);
}
