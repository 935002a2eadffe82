package dev.inkstone.engine.model;

import dev.inkstone.engine.nn.GeluFeedForward;
import dev.inkstone.engine.nn.LayerNorm;
import dev.inkstone.engine.nn.Projections;
import dev.inkstone.engine.nn.SequenceAttention;
import dev.inkstone.engine.tensor.AttentionSpec;
import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Sequences;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import dev.inkstone.error.ContextOverflowException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * BERT (Devlin et al. 2019, arXiv:1810.04805), and so MiniLM, BGE, E5 and GTE: embeddings of words,
 * positions and text types, then layers of attention in both directions and a feed-forward network,
 * each added to its input and normalised.
 *
 * <p>Every token has the first text type. The pooler, which classifiers use, is left out.
 */
public final class Bert implements EncoderModel {
  private final ModelConfig config;
  private final Weight words;
  private final Weight positions;
  private final Weight types;
  private final LayerNorm norm;
  private final List<Layer> layers;

  private record Layer(
      SequenceAttention attention,
      LayerNorm attentionNorm,
      GeluFeedForward feedForward,
      LayerNorm feedForwardNorm) {

    /** {@code (T, hidden) -> (T, hidden)}. */
    Tensor forward(Ops ops, Tensor x, Sequences sequences) {
      Tensor y = attentionNorm.forwardSum(ops, x, attention.forward(ops, x, sequences));
      return feedForwardNorm.forwardSum(ops, y, feedForward.forward(ops, y));
    }
  }

  private Bert(ModelSetup setup, Weights weights) {
    config = setup.config();
    int hidden = config.hidden();
    words = weights.matrix("token_embd.weight", config.vocabulary(), hidden);
    positions = weights.matrix("position_embd.weight", config.contextLength(), hidden);
    int typeCount = Math.toIntExact(weights.shape("token_types.weight").dimension(0));
    types = weights.matrix("token_types.weight", typeCount, hidden);
    norm = weights.layerNorm("token_embd_norm", hidden, config.normEpsilon());
    layers = new ArrayList<>();
    for (int i = 0; i < config.layers(); i++) {
      layers.add(layer("blk." + i + ".", weights));
    }
    weights.leaveOut("pooler.weight", "pooler.bias", "position_ids");
  }

  private Layer layer(String prefix, Weights weights) {
    int hidden = config.hidden();
    int inner = config.feedForward();
    float epsilon = config.normEpsilon();
    int heads = config.heads();
    int size = config.keySize();
    float scale = (float) (1 / Math.sqrt(size));
    return new Layer(
        new SequenceAttention(
            new Projections(
                weights.linear(prefix + "attn_q", heads * size, hidden),
                weights.linear(prefix + "attn_k", heads * size, hidden),
                weights.linear(prefix + "attn_v", heads * size, hidden)),
            weights.linear(prefix + "attn_output", hidden, heads * size),
            new AttentionSpec(heads, heads, size, size, scale, 0)),
        weights.layerNorm(prefix + "attn_output_norm", hidden, epsilon),
        new GeluFeedForward(
            weights.linear(prefix + "ffn_up", inner, hidden),
            weights.linear(prefix + "ffn_down", hidden, inner)),
        weights.layerNorm(prefix + "layer_output_norm", hidden, epsilon));
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public Tensor forward(Ops ops, int[] ids, Sequences sequences) {
    if (sequences.longest() > config.contextLength()) {
      throw new ContextOverflowException(
          "a text has %d tokens, the model reads %d at most"
              .formatted(sequences.longest(), config.contextLength()),
          sequences.longest(),
          config.contextLength());
    }
    int count = sequences.rows();
    ops.beginLayer(0);
    Tensor word = ops.embedding(words, ids, 0, count); // (T, hidden)
    Tensor position = ops.embedding(positions, sequences.positions(), 0, count); // (T, hidden)
    Tensor type = ops.embedding(types, new int[count], 0, count); // (T, hidden)
    Tensor x = norm.forwardSum(ops, ops.add(word, position), type); // (T, hidden)
    for (int i = 0; i < layers.size(); i++) {
      ops.beginLayer(i + 1);
      x = layers.get(i).forward(ops, x, sequences);
    }
    return x;
  }

  /** The registry's entry. */
  static final Architecture ARCHITECTURE =
      new Architecture(
          "bert",
          List.of("bert"),
          List.of("BertModel"),
          false,
          Architecture.RotaryStyle.NONE,
          new Architecture.Conventions(
              "attention.layer_norm_epsilon", "layer_norm_eps", List.of("gelu")),
          new TensorNames(
              Map.ofEntries(
                  Map.entry("token_embd", "embeddings.word_embeddings"),
                  Map.entry("position_embd", "embeddings.position_embeddings"),
                  Map.entry("token_types", "embeddings.token_type_embeddings"),
                  Map.entry("token_embd_norm", "embeddings.LayerNorm"),
                  Map.entry("blk.*.attn_q", "encoder.layer.*.attention.self.query"),
                  Map.entry("blk.*.attn_k", "encoder.layer.*.attention.self.key"),
                  Map.entry("blk.*.attn_v", "encoder.layer.*.attention.self.value"),
                  Map.entry("blk.*.attn_output", "encoder.layer.*.attention.output.dense"),
                  Map.entry("blk.*.attn_output_norm", "encoder.layer.*.attention.output.LayerNorm"),
                  Map.entry("blk.*.ffn_up", "encoder.layer.*.intermediate.dense"),
                  Map.entry("blk.*.ffn_down", "encoder.layer.*.output.dense"),
                  Map.entry("blk.*.layer_output_norm", "encoder.layer.*.output.LayerNorm"),
                  Map.entry("pooler", "pooler.dense"),
                  Map.entry("position_ids", "embeddings.position_ids"))),
          (Architecture.Encoder) Bert::new);
}
