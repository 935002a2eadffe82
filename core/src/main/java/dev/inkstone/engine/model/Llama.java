package dev.inkstone.engine.model;

import dev.inkstone.engine.nn.FeedForward;
import dev.inkstone.engine.nn.GroupedQueryAttention;
import dev.inkstone.engine.nn.KvCache;
import dev.inkstone.engine.nn.Linear;
import dev.inkstone.engine.nn.PositionWise;
import dev.inkstone.engine.nn.Projections;
import dev.inkstone.engine.nn.RmsNorm;
import dev.inkstone.engine.nn.RopeScaling;
import dev.inkstone.engine.tensor.AttentionSpec;
import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Rotation;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Llama 1 to 3 and Mistral (Touvron et al. 2023, arXiv:2302.13971; Jiang et al. 2023,
 * arXiv:2310.06825): pre-norm layers of rotary grouped-query attention and a gated feed-forward
 * network.
 *
 * <p>Variants understood: grouped heads, tied head, biases anywhere, head sizes unlike {@code
 * hidden / heads}, a sliding window in every layer, every {@link RopeScaling}.
 */
public final class Llama implements DecoderModel {
  private final ModelConfig config;
  private final Weight embedding;
  private final List<Layer> layers;
  private final RmsNorm norm;
  private final Linear head;

  private record Layer(
      RmsNorm attentionNorm,
      GroupedQueryAttention attention,
      RmsNorm feedForwardNorm,
      PositionWise feedForward) {

    /**
     * {@code (T, hidden) -> (T, hidden)}, or {@code (1, hidden)} if only the last row is wanted.
     */
    Tensor forward(Ops ops, Tensor x, @Nullable KvCache cache, int index, boolean lastOnly) {
      Tensor mixed = attention.forward(ops, attentionNorm.forward(ops, x), cache, index);
      Tensor residual = ops.add(x, mixed);
      if (lastOnly) {
        residual = ops.rows(residual, residual.rows() - 1, 1);
      }
      return ops.add(residual, feedForward.forward(ops, feedForwardNorm.forward(ops, residual)));
    }
  }

  /** Builds what belongs between the second norm and the second sum of a layer. */
  @FunctionalInterface
  interface Inner {
    /** Takes its weights, whose names begin with {@code prefix}. */
    PositionWise build(String prefix, ModelConfig config, Weights weights);
  }

  /** A Llama, or something that differs in {@code inner} only. */
  Llama(ModelSetup setup, Weights weights, Inner inner) {
    config = setup.config();
    int hidden = config.hidden();
    embedding = weights.matrix("token_embd.weight", config.vocabulary(), hidden);
    norm = weights.rmsNorm("output_norm", hidden, config.normEpsilon());
    head =
        weights.has("output.weight")
            ? weights.linear("output", config.vocabulary(), hidden)
            : weights.tied(embedding);
    Rotation rotation = setup.rotation();
    layers = new ArrayList<>();
    for (int i = 0; i < config.layers(); i++) {
      layers.add(layer("blk." + i + ".", rotation, weights, inner));
    }
  }

  private Layer layer(String prefix, Rotation rotation, Weights weights, Inner inner) {
    int hidden = config.hidden();
    int queries = config.heads() * config.keySize();
    int keys = config.kvHeads() * config.keySize();
    int values = config.kvHeads() * config.valueSize();
    AttentionSpec spec =
        new AttentionSpec(
            config.heads(),
            config.kvHeads(),
            config.keySize(),
            config.valueSize(),
            (float) (1 / Math.sqrt(config.keySize())),
            config.slidingWindow());
    GroupedQueryAttention attention =
        new GroupedQueryAttention(
            new Projections(
                weights.linear(prefix + "attn_q", queries, hidden),
                weights.linear(prefix + "attn_k", keys, hidden),
                weights.linear(prefix + "attn_v", values, hidden)),
            weights.linear(prefix + "attn_output", hidden, config.heads() * config.valueSize()),
            rotation,
            spec);
    return new Layer(
        weights.rmsNorm(prefix + "attn_norm", hidden, config.normEpsilon()),
        attention,
        weights.rmsNorm(prefix + "ffn_norm", hidden, config.normEpsilon()),
        inner.build(prefix, config, weights));
  }

  private static PositionWise feedForward(String prefix, ModelConfig config, Weights weights) {
    int hidden = config.hidden();
    return new FeedForward(
        weights.linear(prefix + "ffn_gate", config.feedForward(), hidden),
        weights.linear(prefix + "ffn_up", config.feedForward(), hidden),
        weights.linear(prefix + "ffn_down", hidden, config.feedForward()));
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public Tensor forward(
      Ops ops, int[] ids, int from, int count, @Nullable KvCache cache, boolean lastOnly) {
    Tensor x = ops.embedding(embedding, ids, from, count); // (T, hidden)
    for (int i = 0; i < layers.size(); i++) {
      ops.beginLayer(i);
      boolean last = i == layers.size() - 1;
      x = layers.get(i).forward(ops, x, cache, i, last && lastOnly);
    }
    if (cache != null) {
      cache.advance(count);
    }
    return head.forward(ops, norm.forward(ops, x)); // (T or 1, vocabulary)
  }

  /** The registry's entry. */
  static final Architecture ARCHITECTURE =
      new Architecture(
          "llama",
          List.of("llama"),
          List.of("LlamaForCausalLM", "MistralForCausalLM"),
          false,
          new Architecture.RotaryStyle(true, false),
          new Architecture.Conventions(
              "attention.layer_norm_rms_epsilon", "rms_norm_eps", List.of("silu", "swish")),
          new TensorNames(
              Map.ofEntries(
                  Map.entry("token_embd", "model.embed_tokens"),
                  Map.entry("output_norm", "model.norm"),
                  Map.entry("output", "lm_head"),
                  Map.entry("blk.*.attn_norm", "model.layers.*.input_layernorm"),
                  Map.entry("blk.*.attn_q", "model.layers.*.self_attn.q_proj"),
                  Map.entry("blk.*.attn_k", "model.layers.*.self_attn.k_proj"),
                  Map.entry("blk.*.attn_v", "model.layers.*.self_attn.v_proj"),
                  Map.entry("blk.*.attn_output", "model.layers.*.self_attn.o_proj"),
                  Map.entry("blk.*.ffn_norm", "model.layers.*.post_attention_layernorm"),
                  Map.entry("blk.*.ffn_gate", "model.layers.*.mlp.gate_proj"),
                  Map.entry("blk.*.ffn_up", "model.layers.*.mlp.up_proj"),
                  Map.entry("blk.*.ffn_down", "model.layers.*.mlp.down_proj"))),
          (Architecture.Decoder) (setup, weights) -> new Llama(setup, weights, Llama::feedForward));
}
