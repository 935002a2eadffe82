package dev.inkstone.engine.model;

import dev.inkstone.engine.format.Metadata;
import dev.inkstone.engine.nn.RopeScaling;
import dev.inkstone.engine.nn.RotaryEmbedding;
import dev.inkstone.error.UnsupportedModelException;

/**
 * Reads a {@link ModelSetup} from GGUF metadata, whose keys are the same for every architecture but
 * for the prefix {@code <general.architecture>.}
 */
final class GgufSetup {
  private final Metadata metadata;
  private final String prefix;

  private GgufSetup(Metadata metadata) {
    this.metadata = metadata;
    this.prefix = metadata.string("general.architecture") + ".";
  }

  /**
   * The setup of a file.
   *
   * @param contextLength positions to allocate, 0 for as many as the model was trained for
   */
  static ModelSetup read(
      Metadata metadata, Architecture architecture, Weights weights, int contextLength) {
    return new GgufSetup(metadata).setup(architecture, weights, contextLength);
  }

  private ModelSetup setup(Architecture architecture, Weights weights, int contextLength) {
    int hidden = metadata.count(key("embedding_length"));
    int layers = metadata.count(key("block_count"));
    int heads = metadata.count(key("attention.head_count"));
    int keySize = metadata.count(key("attention.key_length"), hidden / heads);
    int trained = metadata.count(key("context_length"));
    ModelConfig config =
        new ModelConfig(
            architecture.name(),
            vocabulary(weights),
            hidden,
            layers,
            heads,
            metadata.count(key("attention.head_count_kv"), heads),
            keySize,
            metadata.count(key("attention.value_length"), keySize),
            metadata.count(key("feed_forward_length")),
            architecture.mixture() ? experts() : Experts.NONE,
            (float) metadata.positive(key(architecture.conventions().ggufEpsilon())),
            trained,
            metadata.integer(key("attention.sliding_window"), 0));
    int allocated = contextLength == 0 ? trained : contextLength;
    RotaryEmbedding rotary =
        new RotaryEmbedding(
            keySize,
            metadata.count(key("rope.dimension_count"), keySize),
            metadata.positive(key("rope.freq_base"), 10_000),
            architecture.rotary().ggufInterleaved(),
            scaling(weights, trained, metadata.count(key("rope.dimension_count"), keySize) / 2));
    return new ModelSetup(config, rotary, allocated);
  }

  private Experts experts() {
    return new Experts(
        metadata.count(key("expert_count")), metadata.count(key("expert_used_count")));
  }

  private int vocabulary(Weights weights) {
    return Math.toIntExact(weights.shape("token_embd.weight").dimension(0));
  }

  private RopeScaling scaling(Weights weights, int trained, int pairs) {
    String legacyLinear = key("rope.scale_linear");
    String fallback = metadata.contains(legacyLinear) ? "linear" : "none";
    String type = metadata.string(key("rope.scaling.type"), fallback);
    double factor =
        metadata.contains(key("rope.scaling.factor"))
            ? metadata.positive(key("rope.scaling.factor"))
            : metadata.positive(legacyLinear, 1);
    int original = metadata.count(key("rope.scaling.original_context_length"), trained);
    return switch (type) {
      case "none" ->
          weights
              .optionalFloats("rope_freqs.weight", pairs)
              .<RopeScaling>map(
                  divisors ->
                      new RopeScaling.PerFrequency(new RopeScaling.Divisors(divisors, divisors)))
              .orElseGet(RopeScaling.None::new);
      case "linear" -> new RopeScaling.Linear(factor);
      case "yarn" -> yarn(factor, original);
      case "longrope" -> longRope(weights, original, pairs);
      default ->
          throw new UnsupportedModelException(
              "%s = '%s', expected none, linear, yarn or longrope"
                  .formatted(key("rope.scaling.type"), type));
    };
  }

  private RopeScaling yarn(double factor, int original) {
    double attention = metadata.positive(key("rope.scaling.attn_factor"), 1);
    return new RopeScaling.Yarn(
        factor,
        original,
        metadata.positive(key("rope.scaling.yarn_beta_fast"), 32),
        metadata.positive(key("rope.scaling.yarn_beta_slow"), 1),
        attention * RopeScaling.Yarn.paperMagnitude(factor));
  }

  private RopeScaling longRope(Weights weights, int original, int pairs) {
    float[] divisorsShort = weights.floats("rope_factors_short.weight", pairs);
    float[] divisorsLong = weights.floats("rope_factors_long.weight", pairs);
    return new RopeScaling.LongRope(
        new RopeScaling.Divisors(divisorsShort, divisorsLong),
        original,
        metadata.positive(key("rope.scaling.attn_factor"), 1));
  }

  private String key(String name) {
    return prefix + name;
  }
}
