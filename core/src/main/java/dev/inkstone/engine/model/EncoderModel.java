package dev.inkstone.engine.model;

import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Sequences;
import dev.inkstone.engine.tensor.Tensor;

/**
 * A network that reads texts as a whole: token ids in, a vector for each token out. Texts of
 * unequal length are one run without padding. The weights are shared and immutable; one instance
 * serves many callers, each with its own {@link Ops}.
 */
public non-sealed interface EncoderModel extends Network {

  /**
   * Runs texts through all layers, none of which sees another.
   *
   * @param ids the ids of all texts, one text after the other
   * @param sequences where each text is; none longer than the context of {@link #config()}
   * @return the last hidden states, {@code (T, hidden)}
   */
  Tensor forward(Ops ops, int[] ids, Sequences sequences);
}
