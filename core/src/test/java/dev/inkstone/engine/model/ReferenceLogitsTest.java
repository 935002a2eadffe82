package dev.inkstone.engine.model;

import static dev.inkstone.engine.model.Logits.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.engine.tensor.CacheType;
import dev.inkstone.testing.GoldenData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logits of Llama in all variants and of Mixtral against reference programs. */
class ReferenceLogitsTest {
  private static final String FOLDER = "reference/arch/";
  private static final float TOLERANCE = 1e-4f;
  private static final float STEP_TOLERANCE = 5e-5f;

  /**
   * Root mean square of the error of all logits at most, as a part of that of the logits: some five
   * times that of one row of keys or values, {@code CacheQualityTest} has those. Of these models
   * none loses less than a quarter.
   */
  private static final Map<CacheType, Double> LOSSES =
      Map.of(
          CacheType.F16, 1e-3, CacheType.BF16, 8e-3, CacheType.Q8_0, 0.022, CacheType.Q4_0, 0.35);

  /** A reference model with its tokens and logits. */
  private record Reference(Path model, int context, int[] tokens, int[] best, float[] logits) {

    static Reference of(String name) throws IOException {
      JsonNode json = GoldenData.json(FOLDER + name + ".tokens.json");
      return new Reference(
          GoldenData.path(FOLDER + name + ".gguf"),
          json.get("context_size").asInt(),
          GoldenData.ids(json.get("tokens")),
          GoldenData.ids(json.get("argmax")),
          GoldenData.floats(FOLDER + name + ".logits.f32"));
    }

    LoadedModel load(int threads) {
      return LoadedModel.load(model, new LoadOptions(threads, context));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama",
        "llama-tied",
        "llama-mha-bias",
        "llama-headdim",
        "llama-ropefreqs",
        "llama-linear",
        "llama-yarn",
        "llama-swa",
        "mixtral"
      })
  void logits_equal_the_reference_in_prefill_and_token_by_token(String name) throws IOException {
    Reference reference = Reference.of(name);
    try (LoadedModel model = reference.load(2)) {
      float[] prefill = prefill(model, reference.tokens());
      assertClose(prefill, reference.logits(), TOLERANCE);
      assertThat(best(prefill, reference)).isEqualTo(reference.best());
      assertClose(tokenByToken(model, reference.tokens()), prefill, STEP_TOLERANCE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "llama-mha-bias", "llama-headdim", "mixtral"})
  void logits_are_bit_equal_for_any_number_of_threads(String name) throws IOException {
    Reference reference = Reference.of(name);
    float[] expected;
    try (LoadedModel model = reference.load(1)) {
      expected = prefill(model, reference.tokens());
    }
    for (int threads : new int[] {2, 3, 4}) {
      try (LoadedModel model = reference.load(threads)) {
        assertThat(prefill(model, reference.tokens()))
            .as("%d threads", threads)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void every_reference_is_covered() throws IOException {
    assertThat(GoldenData.below(FOLDER, ".gguf"))
        .filteredOn(file -> file.getFileName().toString().matches("(llama|mi[sx]tral).*"))
        .hasSize(9);
  }

  @Test
  void stories260K_logits_equal_the_float64_pass() throws IOException {
    String folder = "reference/models/stories260K/";
    JsonNode golden = GoldenData.json(folder + "golden.json").get("logits");
    int[] tokens = GoldenData.ids(golden.get("tokens"));
    float[] expected = GoldenData.floats(folder + "logits64.f32");
    LoadOptions options = new LoadOptions(2, 512);
    Path file = GoldenData.path(folder + "stories260K.gguf");
    try (LoadedModel model = LoadedModel.load(file, options)) {
      assertClose(prefill(model, tokens), expected, 2e-5f);
      assertClose(tokenByToken(model, tokens), expected, 2e-5f);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama",
        "llama-tied",
        "llama-mha-bias",
        "llama-headdim",
        "llama-yarn",
        "llama-swa",
        "mixtral"
      })
  void caches_lose_what_their_rounding_explains(String name) throws IOException {
    Reference reference = Reference.of(name);
    try (LoadedModel model = reference.load(2)) {
      assertLosses(model, reference.tokens(), reference.logits());
    }
  }

  @Test
  void caches_of_stories260K_lose_what_their_rounding_explains() throws IOException {
    String folder = "reference/models/stories260K/";
    JsonNode golden = GoldenData.json(folder + "golden.json").get("logits");
    float[] expected = GoldenData.floats(folder + "logits64.f32");
    Path file = GoldenData.path(folder + "stories260K.gguf");
    try (LoadedModel model = LoadedModel.load(file, new LoadOptions(2, 512))) {
      assertLosses(model, GoldenData.ids(golden.get("tokens")), expected);
    }
  }

  private static void assertLosses(LoadedModel model, int[] tokens, float[] expected) {
    assertThat(LOSSES.keySet()).containsAll(EnumSet.complementOf(EnumSet.of(CacheType.F32)));
    LOSSES.forEach(
        (type, most) ->
            assertThat(relativeError(Logits.of(model, tokens, type, 5), expected))
                .as("relative error with a cache of %s", type)
                .isBetween(most / 4, most));
  }

  private static double relativeError(float[] actual, float[] expected) {
    double error = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      error += Math.pow((double) actual[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return Math.sqrt(error / norm);
  }

  /** The token with the largest logit after each token. */
  private static int[] best(float[] logits, Reference reference) {
    int vocabulary = logits.length / reference.tokens().length;
    int[] best = new int[reference.tokens().length];
    for (int i = 0; i < logits.length; i++) {
      int row = i / vocabulary;
      if (logits[i] > logits[row * vocabulary + best[row]]) {
        best[row] = i % vocabulary;
      }
    }
    return best;
  }

  private static float[] prefill(LoadedModel model, int[] tokens) {
    return Logits.of(model, tokens, CacheType.F32, tokens.length);
  }

  private static float[] tokenByToken(LoadedModel model, int[] tokens) {
    return Logits.of(model, tokens, CacheType.F32, 1);
  }
}
