package dev.inkstone.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.inkstone.engine.nn.KvCache;
import dev.inkstone.engine.tensor.DType;
import dev.inkstone.engine.tensor.EagerOps;
import dev.inkstone.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logits of every Llama variant against reference programs. */
class ReferenceLogitsTest {
  private static final float TOLERANCE = 1e-4f;
  private static final float STEP_TOLERANCE = 5e-5f;

  /** A reference model with its tokens and logits. */
  private record Reference(Path model, int context, int[] tokens, float[] logits) {

    static Reference of(String name) throws IOException {
      Path folder = SharedData.require("reference/arch");
      JsonNode json = new ObjectMapper().readTree(folder.resolve(name + ".tokens.json").toFile());
      int[] tokens =
          IntStream.range(0, json.get("tokens").size())
              .map(i -> json.get("tokens").get(i).asInt())
              .toArray();
      return new Reference(
          folder.resolve(name + ".gguf"),
          json.get("context_size").asInt(),
          tokens,
          SharedData.floats(folder.resolve(name + ".logits.f32")));
    }

    LoadedModel load(int threads) {
      return LoadedModel.load(model, new LoadOptions(threads, context, (done, total) -> {}));
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
        "llama-swa"
      })
  void logits_equal_the_reference_in_prefill_and_token_by_token(String name) throws IOException {
    Reference reference = Reference.of(name);
    try (LoadedModel model = reference.load(2)) {
      float[] prefill = prefill(model, reference.tokens());
      assertClose(prefill, reference.logits(), TOLERANCE);
      assertClose(tokenByToken(model, reference.tokens()), prefill, STEP_TOLERANCE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "llama-mha-bias", "llama-headdim"})
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
  void every_llama_reference_is_covered() throws IOException {
    Path folder = SharedData.require("reference/arch");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(file -> file.matches("(llama|mistral).*\\.gguf")))
          .hasSize(8);
    }
  }

  @Test
  void stories260K_logits_equal_the_float64_pass() throws IOException {
    Path folder = SharedData.require("reference/models/stories260K");
    JsonNode golden =
        new ObjectMapper().readTree(folder.resolve("golden.json").toFile()).get("logits");
    int[] tokens =
        IntStream.range(0, golden.get("tokens").size())
            .map(i -> golden.get("tokens").get(i).asInt())
            .toArray();
    float[] expected = SharedData.floats(folder.resolve("logits64.f32"));
    LoadOptions options = new LoadOptions(2, 512, (done, total) -> {});
    try (LoadedModel model = LoadedModel.load(folder.resolve("stories260K.gguf"), options)) {
      assertClose(prefill(model, tokens), expected, 2e-5f);
      assertClose(tokenByToken(model, tokens), expected, 2e-5f);
    }
  }

  private static float[] prefill(LoadedModel model, int[] tokens) {
    try (EagerOps ops = model.newOps();
        KvCache cache = model.decoder().newCache(DType.F32, model.contextLength())) {
      return model.decoder().forward(ops, tokens, 0, tokens.length, cache, false).toArray();
    }
  }

  private static float[] tokenByToken(LoadedModel model, int[] tokens) {
    int vocabulary = model.decoder().config().vocabulary();
    float[] logits = new float[tokens.length * vocabulary];
    try (EagerOps ops = model.newOps();
        KvCache cache = model.decoder().newCache(DType.F32, model.contextLength())) {
      for (int t = 0; t < tokens.length; t++) {
        float[] row = model.decoder().forward(ops, tokens, t, 1, cache, true).toArray();
        System.arraycopy(row, 0, logits, t * vocabulary, vocabulary);
      }
    }
    return logits;
  }

  private static void assertClose(float[] actual, float[] expected, float tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    float worst = 0;
    for (int i = 0; i < actual.length; i++) {
      float difference = Math.abs(actual[i] - expected[i]);
      worst = Math.max(worst, Float.isNaN(difference) ? Float.MAX_VALUE : difference);
    }
    assertThat(worst).as("largest difference").isCloseTo(0, within(tolerance));
  }
}
