package dev.inkstone.engine.model;

import dev.inkstone.engine.nn.Linear;
import dev.inkstone.engine.nn.MixtureOfExperts;
import dev.inkstone.engine.nn.PositionWise;
import java.util.List;
import java.util.Map;

/**
 * Mixtral (Jiang et al. 2024, arXiv:2401.04088): Llama's layers with a mixture of experts in place
 * of the feed-forward network.
 *
 * <p>GGUF calls it {@code llama} and gives it an {@code expert_count}. The experts of a layer are
 * one tensor {@code (experts, out, in)} there, or in older files one tensor each, as in Hugging
 * Face's.
 */
final class Mixtral {
  private Mixtral() {}

  private static PositionWise experts(String prefix, ModelConfig config, Weights weights) {
    int hidden = config.hidden();
    int inner = config.feedForward();
    Experts experts = config.experts();
    Linear router = weights.linear(prefix + "ffn_gate_inp", experts.count(), hidden);
    return new MixtureOfExperts(
        router,
        weights.experts(prefix + "ffn_gate", experts, inner, hidden),
        weights.experts(prefix + "ffn_up", experts, inner, hidden),
        weights.experts(prefix + "ffn_down", experts, hidden, inner),
        experts.used());
  }

  /** The registry's entry. */
  static final Architecture ARCHITECTURE =
      new Architecture(
          "mixtral",
          List.of("llama"),
          List.of("MixtralForCausalLM"),
          true,
          Llama.ARCHITECTURE.rotary(),
          Llama.ARCHITECTURE.conventions(),
          Llama.ARCHITECTURE
              .names()
              .with(
                  Map.of(
                      "blk.*.ffn_gate_inp", "model.layers.*.block_sparse_moe.gate",
                      "blk.*.ffn_gate.*", "model.layers.*.block_sparse_moe.experts.*.w1",
                      "blk.*.ffn_up.*", "model.layers.*.block_sparse_moe.experts.*.w3",
                      "blk.*.ffn_down.*", "model.layers.*.block_sparse_moe.experts.*.w2")),
          (Architecture.Decoder) (setup, weights) -> new Llama(setup, weights, Mixtral::experts));
}
