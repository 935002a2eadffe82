package dev.inkstone.engine.model;

import dev.inkstone.engine.format.JsonConfig;
import dev.inkstone.engine.nn.RopeScaling;
import dev.inkstone.engine.nn.RotaryEmbedding;
import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.util.List;
import java.util.Optional;

/** Reads a {@link ModelSetup} from Hugging Face's {@code config.json}. */
final class HuggingFaceSetup {
  private final JsonConfig json;

  private HuggingFaceSetup(JsonConfig json) {
    this.json = json;
  }

  /**
   * The setup of a folder.
   *
   * @param contextLength positions to allocate, 0 for as many as the model was trained for
   */
  static ModelSetup read(JsonConfig json, Architecture architecture, int contextLength) {
    return new HuggingFaceSetup(json).setup(architecture, contextLength);
  }

  /** What the file calls the architecture. */
  static String architecture(JsonConfig json) {
    List<String> names = json.strings("architectures");
    if (names.isEmpty()) {
      throw new ModelFormatException(json.where() + ": 'architectures' is empty, expected a name");
    }
    return names.getFirst();
  }

  private ModelSetup setup(Architecture architecture, int contextLength) {
    requireActivation(architecture.conventions().activations());
    int hidden = json.count("hidden_size");
    int heads = json.count("num_attention_heads");
    int keySize = json.count("head_dim", hidden / heads);
    int trained = json.count("max_position_embeddings");
    ModelConfig config =
        new ModelConfig(
            architecture.name(),
            json.count("vocab_size"),
            hidden,
            json.count("num_hidden_layers"),
            heads,
            json.count("num_key_value_heads", heads),
            keySize,
            keySize,
            json.count("intermediate_size"),
            architecture.mixture() ? experts() : Experts.NONE,
            (float) json.positive(architecture.conventions().huggingFaceEpsilon()),
            trained,
            json.integer("sliding_window", 0));
    int allocated = contextLength == 0 ? trained : contextLength;
    return new ModelSetup(config, rotary(architecture, keySize, trained), allocated);
  }

  private void requireActivation(List<String> known) {
    String activation = json.string("hidden_act", known.getFirst());
    if (!known.contains(activation)) {
      throw new UnsupportedModelException(
          "hidden_act '%s' in config.json, expected %s"
              .formatted(activation, String.join(" or ", known)));
    }
  }

  private Experts experts() {
    return new Experts(json.count("num_local_experts"), json.count("num_experts_per_tok"));
  }

  private RotaryEmbedding rotary(Architecture architecture, int keySize, int trained) {
    // Newer files gather everything rotary in rope_parameters, base included.
    Optional<JsonConfig> parameters =
        json.optionalObject("rope_parameters").or(() -> json.optionalObject("rope_scaling"));
    double base = json.positive("rope_theta", 10_000);
    int rotated = (int) (keySize * json.positive("partial_rotary_factor", 1));
    return new RotaryEmbedding(
        keySize,
        rotated,
        parameters.map(p -> p.positive("rope_theta", base)).orElse(base),
        architecture.rotary().huggingFaceInterleaved(),
        parameters.map(p -> scaling(p, trained)).orElseGet(RopeScaling.None::new));
  }

  private RopeScaling scaling(JsonConfig rope, int trained) {
    String type = rope.contains("rope_type") ? rope.string("rope_type") : rope.string("type");
    int original =
        rope.count(
            "original_max_position_embeddings",
            json.count("original_max_position_embeddings", trained));
    return switch (type) {
      case "default" -> new RopeScaling.None();
      case "linear" -> new RopeScaling.Linear(rope.positive("factor"));
      case "dynamic" -> new RopeScaling.Ntk(rope.positive("factor"), original);
      case "llama3" ->
          new RopeScaling.Llama3(
              rope.positive("factor"),
              rope.positive("low_freq_factor"),
              rope.positive("high_freq_factor"),
              original);
      case "yarn" -> yarn(rope, original);
      case "longrope", "su" -> longRope(rope, original, trained);
      default ->
          throw new UnsupportedModelException(
              "rope type '%s' in config.json, expected default, linear, dynamic, llama3, yarn or"
                      .formatted(type)
                  + " longrope");
    };
  }

  private static RopeScaling yarn(JsonConfig rope, int original) {
    double factor = rope.positive("factor");
    return new RopeScaling.Yarn(
        factor,
        original,
        rope.positive("beta_fast", 32),
        rope.positive("beta_slow", 1),
        rope.positive("attention_factor", RopeScaling.Yarn.paperMagnitude(factor)));
  }

  private static RopeScaling longRope(JsonConfig rope, int original, int trained) {
    double stretch = rope.positive("factor", (double) trained / original);
    double magnitude = stretch <= 1 ? 1 : Math.sqrt(1 + Math.log(stretch) / Math.log(original));
    return new RopeScaling.LongRope(
        new RopeScaling.Divisors(rope.floats("short_factor"), rope.floats("long_factor")),
        original,
        rope.positive("attention_factor", magnitude));
  }
}
