package dev.inkstone.engine.model;

import dev.inkstone.engine.nn.RotaryEmbedding;
import dev.inkstone.engine.tensor.Rotation;

/**
 * Everything a recipe needs besides weights.
 *
 * @param config the model's shape
 * @param rotary rotary positions as the file describes them
 * @param contextLength positions that will be allocated; it selects LongRoPE's divisors and NTK's
 *     base
 */
public record ModelSetup(ModelConfig config, RotaryEmbedding rotary, int contextLength) {

  /** The angles of every position that may be allocated. */
  public Rotation rotation() {
    return rotary.rotation(contextLength);
  }
}
