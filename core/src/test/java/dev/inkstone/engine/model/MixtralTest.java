package dev.inkstone.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.engine.format.GgmlTypes;
import dev.inkstone.engine.format.GgufFile;
import dev.inkstone.engine.format.GgufWriter;
import dev.inkstone.engine.format.StoredTensor;
import dev.inkstone.engine.format.TensorContent;
import dev.inkstone.engine.quant.BlockFormat;
import dev.inkstone.engine.quant.BlockFormats;
import dev.inkstone.engine.tensor.CacheType;
import dev.inkstone.engine.tensor.EagerOps;
import dev.inkstone.engine.tensor.Weight;
import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The forms of Mixtral's files, and what is refused. */
class MixtralTest {
  private static final int[] TOKENS = {1, 39, 7, 7, 0, 23, 14};

  private final TinyModel tiny =
      new TinyModel(Architectures.ofGguf("llama", true), false, false, 20_261_125);

  private @TempDir Path folder;

  private static LoadedModel open(Path path) {
    return LoadedModel.open(path, new LoadOptions(2, 0));
  }

  private static float[] logits(Path path) {
    try (LoadedModel model = open(path)) {
      return Logits.of(model, TOKENS, CacheType.F32, TOKENS.length);
    }
  }

  @Test
  void it_is_told_from_llama_by_its_experts() {
    try (LoadedModel model = open(tiny.writeGguf(folder))) {
      assertThat(model.decoder().config().architecture()).isEqualTo("mixtral");
      assertThat(model.decoder().config().experts()).isEqualTo(new Experts(4, 2));
    }
  }

  @Test
  void a_tensor_for_each_expert_as_older_files_have_it_gives_the_same_bits() {
    Path older = folder.resolve("older.gguf");
    tiny.ggufOfSingleExperts().write(older);
    assertThat(logits(older)).isEqualTo(logits(tiny.writeGguf(folder)));
  }

  @Test
  void quantized_experts_are_slices_that_are_not_copied() {
    Path file = folder.resolve("q8.gguf");
    changed(file, writer -> writer, name -> name.matches(".*ffn_(gate|up)_exps.*"));
    try (LoadedModel model = open(file)) {
      StoredTensor stacked = model.file().tensor("blk.1.ffn_up_exps.weight").orElseThrow();
      Weight third = weight(model, "blk.1.ffn_up_exps.weight[3]");
      assertThat(third.format().name()).isEqualTo("Q8_0");
      assertThat(third.shape().toString()).isEqualTo("[48, 32]");
      assertThat(third.data().byteSize()).isEqualTo(48 * 34);
      assertThat(third.data().address()).isEqualTo(stacked.data().address() + 3 * 48 * 34);
    }
    Logits.assertClose(logits(file), logits(tiny.writeGguf(folder)), 1);
  }

  @Test
  void experts_that_no_token_chose_are_neither_read_nor_packed() {
    Path file = folder.resolve("idle.gguf");
    for (int layer = 0; layer < 2; layer++) {
      tiny.filled("blk." + layer + ".ffn_gate_inp.weight", 0); // all tie: the first two win
      for (int expert = 2; expert < 4; expert++) {
        for (String part : new String[] {"gate", "up", "down"}) {
          String name = "blk.%d.ffn_%s.%d.weight".formatted(layer, part, expert);
          tiny.filled(name, Float.NaN);
        }
      }
    }
    tiny.gguf().write(file);
    try (LoadedModel model = open(file)) {
      assertThat(Logits.of(model, TOKENS, CacheType.F32, 3)).doesNotContain(Float.NaN);
      assertThat(model.matrices().stream().filter(w -> w.name().matches(".*_exps.*\\[[01]]")))
          .hasSize(2 * 3 * 2)
          .allMatch(Weight::isPacked);
      assertThat(model.matrices().stream().filter(w -> w.name().matches(".*_exps.*\\[[23]]")))
          .hasSize(2 * 3 * 2)
          .noneMatch(Weight::isPacked);
    }
  }

  @Test
  void active_parameters_are_those_of_the_experts_a_token_uses() {
    try (LoadedModel model = open(tiny.writeGguf(folder))) {
      // 2 layers of 2 experts of 4 that are not used, of 3 matrices
      assertThat(model.parameters() - model.activeParameters()).isEqualTo(2 * 2 * 3 * 48 * 32);
    }
  }

  @Test
  void reading_many_tokens_again_takes_no_more_memory() {
    try (LoadedModel model = open(tiny.writeGguf(folder));
        EagerOps ops = model.newOps()) {
      model.decoder().forward(ops, TOKENS, 0, TOKENS.length, null, false);
      long before = ops.bytes();
      for (int i = 0; i < 50; i++) {
        model
            .decoder()
            .forward(ops, new int[] {i % 40, 3, 2, i / 2, 9, 39 - i % 40, 1}, 0, 7, null, false);
      }
      assertThat(ops.bytes()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "expert_used_count; 5; experts used by a token = 5, expected 1 to the number of experts, 4",
        "expert_used_count; 0; expert_used_count",
        "expert_count; 3; shape [4, 32], expected [3, 32]",
        "feed_forward_length; 47; shape [4, 48, 32], expected [4, 47, 32]",
      })
  void numbers_that_do_not_fit_are_an_error_of_the_file(String key, int value, String named) {
    Path file = folder.resolve("bad.gguf");
    changed(file, writer -> writer.uint32("llama." + key, value), name -> false);
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("bad.gguf")
        .hasMessageContaining(named);
  }

  @Test
  void a_model_without_experts_that_counts_them_lacks_their_tensors() {
    TinyModel llama = new TinyModel(Architectures.ofGguf("llama", false), false, false, 1);
    Path file = folder.resolve("none.gguf");
    llama.gguf().uint32("llama.expert_count", 8).uint32("llama.expert_used_count", 2).write(file);
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("'blk.0.ffn_gate_inp.weight' is missing");
  }

  @Test
  void a_missing_tensor_of_experts_is_named() {
    Path file = folder.resolve("cut.gguf");
    without(file, tiny.gguf(), "blk.1.ffn_down_exps.weight");
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("tensor 'blk.1.ffn_down_exps.weight' is missing in");
    without(file, tiny.ggufOfSingleExperts(), "blk.1.ffn_down.2.weight");
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("tensor 'blk.1.ffn_down.2.weight' is missing in");
  }

  @Test
  void a_missing_number_of_hugging_face_is_named() throws IOException {
    Path config = tiny.writeHuggingFace(folder, Long.MAX_VALUE).resolve("config.json");
    String text = Files.readString(config);
    Files.writeString(config, text.replace("num_local_experts", "experts"));
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("num_local_experts");
    Files.writeString(config, text.replace("\"num_local_experts\": 4", "\"num_local_experts\": 5"));
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("'model.layers.0.block_sparse_moe.gate.weight'")
        .hasMessageContaining("shape [4, 32], expected [5, 32]");
  }

  @Test
  void other_mixtures_are_refused_by_name() {
    for (String name : new String[] {"qwen2moe", "qwen3moe", "deepseek2"}) {
      Path file = folder.resolve(name + ".gguf");
      new GgufWriter()
          .string("general.architecture", name)
          .uint32(name + ".expert_count", 8)
          .write(file);
      assertThatThrownBy(() -> open(file))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageStartingWith(
              "%s: architecture '%s' is not supported; supported are [llama".formatted(file, name));
    }
  }

  private static Weight weight(LoadedModel model, String name) {
    return model.weights().stream().filter(w -> w.name().equals(name)).findFirst().orElseThrow();
  }

  private static void without(Path target, GgufWriter writer, String missing) {
    Path whole = target.resolveSibling("whole.gguf");
    writer.write(whole);
    try (GgufFile file = GgufFile.open(whole)) {
      GgufWriter rest = new GgufWriter().metadata(file.metadata());
      file.tensors().stream().filter(t -> !t.name().equals(missing)).forEach(rest::tensor);
      rest.write(target);
    }
  }

  /** Writes the tiny model with something other, and some tensors as Q8_0. */
  private void changed(Path target, UnaryOperator<GgufWriter> change, Predicate<String> quantized) {
    try (GgufFile file = GgufFile.open(tiny.writeGguf(folder));
        Arena arena = Arena.ofConfined()) {
      GgufWriter writer = new GgufWriter().metadata(file.metadata());
      for (StoredTensor tensor : file.tensors()) {
        if (quantized.test(tensor.name())) {
          writer.tensor(
              tensor.name(),
              tensor.shape(),
              GgmlTypes.byName("Q8_0").orElseThrow(),
              TensorContent.of(q8(tensor, arena)));
        } else {
          writer.tensor(tensor);
        }
      }
      change.apply(writer).write(target);
    }
  }

  private static MemorySegment q8(StoredTensor tensor, Arena arena) {
    int count = Math.toIntExact(tensor.shape().elements());
    float[] values = new float[count];
    BlockFormats.byName("F32").decode(tensor.data(), 0, values, 0, count);
    BlockFormat format = BlockFormats.byName("Q8_0");
    MemorySegment data = arena.allocate(format.bytesFor(count));
    format.encode(values, 0, count, data, 0);
    return data;
  }
}
