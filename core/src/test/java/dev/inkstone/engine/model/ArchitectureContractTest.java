package dev.inkstone.engine.model;

import static dev.inkstone.engine.model.Logits.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.engine.nn.KvCache;
import dev.inkstone.engine.tensor.CacheType;
import dev.inkstone.engine.tensor.DryRunOps;
import dev.inkstone.engine.tensor.EagerOps;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.error.ContextOverflowException;
import dev.inkstone.error.InkstoneException;
import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every entry of the registry must hold, on a tiny random model of it. */
class ArchitectureContractTest {
  private static final long SEED = 20_261_124;
  private static final int[] TOKENS = {1, 39, 7, 7, 0, 23, 14, 5, 31, 8, 2, 19, 36};

  @TempDir Path folder;

  static Stream<Arguments> models() {
    List<Arguments> models = new ArrayList<>();
    for (Architecture architecture : Architectures.all()) {
      if (!architecture.decodes()) {
        continue; // see EncoderContractTest
      }
      models.add(
          Arguments.of(architecture.name(), new TinyModel(architecture, false, false, SEED)));
      models.add(
          Arguments.of(
              architecture.name() + " tied", new TinyModel(architecture, false, true, SEED)));
      models.add(
          Arguments.of(
              architecture.name() + " biased", new TinyModel(architecture, true, false, SEED)));
    }
    return models.stream();
  }

  private static LoadedModel load(Path path, int threads) {
    return LoadedModel.load(path, new LoadOptions(threads, 0));
  }

  private static float[] logits(LoadedModel model, CacheType cacheType, int chunk) {
    return Logits.of(model, TOKENS, cacheType, chunk);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void any_chunking_gives_the_same_logits(String name, TinyModel tiny) {
    try (LoadedModel model = load(tiny.writeGguf(folder), 2)) {
      float[] whole = logits(model, CacheType.F32, TOKENS.length);
      assertClose(logits(model, CacheType.F32, 1), whole, 5e-5f);
      assertClose(logits(model, CacheType.F32, 5), whole, 5e-5f);
      // Binary16 keys and values carry 11 bits; the tied model's logits reach 10.
      assertClose(logits(model, CacheType.F16, 4), whole, 5e-2f);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void no_cache_gives_the_same_logits(String name, TinyModel tiny) {
    try (LoadedModel model = load(tiny.writeGguf(folder), 2);
        EagerOps ops = model.newOps()) {
      Tensor free = model.decoder().forward(ops, TOKENS, 0, TOKENS.length, null, false);
      assertThat(free.toArray()).isEqualTo(logits(model, CacheType.F32, TOKENS.length));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void the_last_row_alone_equals_the_last_of_all(String name, TinyModel tiny) {
    try (LoadedModel model = load(tiny.writeGguf(folder), 2);
        EagerOps ops = model.newOps()) {
      float[] all = logits(model, CacheType.F32, TOKENS.length);
      Tensor last = model.decoder().forward(ops, TOKENS, 0, TOKENS.length, null, true);
      assertThat(last.rows()).isEqualTo(1);
      int start = all.length - last.columns();
      assertClose(last.toArray(), Arrays.copyOfRange(all, start, all.length), 5e-5f);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void gguf_and_hugging_face_folder_give_the_same_logits(String name, TinyModel tiny)
      throws IOException {
    Path single =
        tiny.writeHuggingFace(Files.createDirectory(folder.resolve("single")), Long.MAX_VALUE);
    Path sharded = tiny.writeHuggingFace(Files.createDirectory(folder.resolve("sharded")), 20_000);
    try (LoadedModel gguf = load(tiny.writeGguf(folder), 2);
        LoadedModel one = load(single, 2);
        LoadedModel many = load(sharded, 2)) {
      float[] expected = logits(gguf, CacheType.F32, TOKENS.length);
      assertClose(logits(one, CacheType.F32, TOKENS.length), expected, 5e-5f);
      assertThat(logits(many, CacheType.F32, TOKENS.length))
          .isEqualTo(logits(one, CacheType.F32, TOKENS.length));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void results_are_bit_equal_for_any_number_of_threads(String name, TinyModel tiny) {
    Path file = tiny.writeGguf(folder);
    float[] expected;
    try (LoadedModel model = load(file, 1)) {
      expected = logits(model, CacheType.F32, 4);
    }
    for (int threads = 2; threads <= 4; threads++) {
      try (LoadedModel model = load(file, threads)) {
        assertThat(logits(model, CacheType.F32, 4)).as("%d threads", threads).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void results_do_not_change_as_the_code_gets_hot(String name, TinyModel tiny) {
    try (LoadedModel model = load(tiny.writeGguf(folder), 2)) {
      float[] first = logits(model, CacheType.F32, 3);
      for (int round = 0; round < 300; round++) {
        assertThat(logits(model, CacheType.F32, 3)).as("round %d", round).isEqualTo(first);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void a_dry_run_foretells_shapes_and_memory(String name, TinyModel tiny) {
    try (LoadedModel model = load(tiny.writeGguf(folder), 2);
        EagerOps ops = model.newOps()) {
      DryRunOps dry = new DryRunOps();
      Tensor foretold = model.decoder().forward(dry, TOKENS, 0, TOKENS.length, null, false);
      Tensor real = model.decoder().forward(ops, TOKENS, 0, TOKENS.length, null, false);
      assertThat(foretold.shape()).isEqualTo(real.shape());
      assertThat(dry.peakBytes()).isPositive();
      // The arenas grow in blocks of a megabyte at least, so a tiny model holds two of them.
      assertThat(ops.bytes()).isBetween(dry.peakBytes(), dry.peakBytes() + 2 * (1 << 20));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void every_tensor_of_the_file_is_used(String name, TinyModel tiny) {
    try (LoadedModel model = load(tiny.writeGguf(folder), 1)) {
      assertThat(model.parameters())
          .isEqualTo(model.file().tensors().stream().mapToLong(t -> t.shape().elements()).sum());
    }
  }

  @Test
  void tokens_outside_the_vocabulary_are_rejected() {
    TinyModel tiny = new TinyModel(Architectures.all().getFirst(), false, false, SEED);
    try (LoadedModel model = load(tiny.writeGguf(folder), 1);
        EagerOps ops = model.newOps()) {
      assertThatThrownBy(() -> model.decoder().forward(ops, new int[] {3, 40}, 0, 2, null, true))
          .isInstanceOf(InkstoneException.class)
          .hasMessageContaining("token id 40 at index 1")
          .hasMessageContaining("0..39");
    }
  }

  @Test
  void a_full_cache_is_an_error_that_loses_nothing() {
    TinyModel tiny = new TinyModel(Architectures.all().getFirst(), false, false, SEED);
    try (LoadedModel model = load(tiny.writeGguf(folder), 1);
        EagerOps ops = model.newOps();
        KvCache cache = model.decoder().newCache(CacheType.F32, 8)) {
      model.decoder().forward(ops, TOKENS, 0, 6, cache, true);
      assertThatThrownBy(() -> model.decoder().forward(ops, TOKENS, 6, 3, cache, true))
          .isInstanceOf(ContextOverflowException.class)
          .hasMessageContaining("3 positions after 6, at most 8");
      assertThat(cache.length()).isEqualTo(6);
      assertThat(model.decoder().forward(ops, TOKENS, 6, 2, cache, true).rows()).isEqualTo(1);
    }
  }

  @Test
  void an_unknown_architecture_is_named_with_the_known_ones() {
    assertThatThrownBy(() -> Architectures.ofGguf("mamba", false))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("'mamba'")
        .hasMessageContaining("llama");
    assertThatThrownBy(() -> Architectures.ofHuggingFace("GPT2LMHeadModel"))
        .hasMessageContaining("LlamaForCausalLM");
  }

  @Test
  void an_unknown_rope_type_is_an_error() throws IOException {
    TinyModel tiny = new TinyModel(Architectures.all().getFirst(), false, false, SEED);
    Path hf = tiny.writeHuggingFace(folder, Long.MAX_VALUE);
    Path config = hf.resolve("config.json");
    String json = Files.readString(config);
    Files.writeString(
        config,
        json.replace("\"rope_scaling\": null", "\"rope_scaling\": {\"rope_type\": \"wave\"}"));
    assertThatThrownBy(() -> load(hf, 1))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("'wave'");
  }

  @Test
  void a_wrong_shape_names_tensor_and_both_shapes() throws IOException {
    TinyModel tiny = new TinyModel(Architectures.all().getFirst(), false, false, SEED);
    Path hf = tiny.writeHuggingFace(folder, Long.MAX_VALUE);
    Path config = hf.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config)
            .replace("\"num_key_value_heads\": 2", "\"num_key_value_heads\": 4"));
    assertThatThrownBy(() -> load(hf, 1))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("model.layers.0.self_attn.k_proj.weight")
        .hasMessageContaining("[16, 32]")
        .hasMessageContaining("[32, 32]");
  }
}
