package dev.inkstone.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.engine.format.GgmlTypes;
import dev.inkstone.engine.format.GgufFile;
import dev.inkstone.engine.format.GgufWriter;
import dev.inkstone.engine.format.Mappings;
import dev.inkstone.engine.format.TensorContent;
import dev.inkstone.engine.kernel.CpuFeatures;
import dev.inkstone.engine.kernel.Workers;
import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.engine.tensor.WeightMemory;
import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What opening a model refuses, and what it leaves behind then. */
class LoadedModelTest {
  private final TinyModel tiny =
      new TinyModel(Architectures.ofGguf("llama", false), false, false, 20_261_124);

  private @TempDir Path folder;

  private static LoadedModel open(Path path, int threads) {
    return LoadedModel.open(path, new LoadOptions(threads, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "attention.head_count_kv; 3; kvHeads = 3",
        "attention.head_count; 33; keySize = 0",
        "rope.dimension_count; 7; rotated = 7",
        "rope.dimension_count; 10; rotated = 10",
      })
  void rejects_numbers_of_gguf_that_do_not_fit_together(String key, int value, String named) {
    Path file = folder.resolve("bad.gguf");
    changed(file, writer -> writer.uint32("llama." + key, value));
    assertThatThrownBy(() -> open(file, 1))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("bad.gguf")
        .hasMessageContaining(named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"architectures\": [\"LlamaForCausalLM\"]; \"architectures\": []; architectures",
        "\"num_key_value_heads\": 2; \"num_key_value_heads\": 3; kvHeads = 3",
        "\"num_attention_heads\": 4; \"num_attention_heads\": 64; keySize = 0",
        "\"vocab_size\": 40; \"sliding_window\": -1, \"vocab_size\": 40; slidingWindow = -1",
        "\"vocab_size\": 40; \"head_dim\": 7, \"vocab_size\": 40; rotated = 7",
        "\"rope_scaling\": null; \"rope_scaling\": {\"rope_type\": \"longrope\","
            + " \"short_factor\": [1.5], \"long_factor\": [1.5]}; divisors",
      })
  void rejects_numbers_of_hugging_face_that_do_not_fit_together(
      String good, String bad, String named) throws IOException {
    Path config = tiny.writeHuggingFace(folder, Long.MAX_VALUE).resolve("config.json");
    String text = Files.readString(config);
    assertThat(text).contains(good);
    Files.writeString(config, text.replace(good, bad));
    assertThatThrownBy(() -> open(folder, 1))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining(named);
  }

  @Test
  void tensors_that_no_part_of_the_model_wants_are_a_variant_not_understood() {
    Path file = folder.resolve("variant.gguf");
    changed(
        file,
        writer -> {
          for (String name : new String[] {"a", "b", "c", "d"}) {
            vector(writer, "blk.0." + name + ".weight");
          }
          return writer;
        });
    assertThatThrownBy(() -> open(file, 1))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("variant.gguf: 4 tensors belong to a variant that is not understood")
        .hasMessageContaining("blk.0.a.weight, blk.0.b.weight, blk.0.c.weight, ...");
  }

  @Test
  void an_architecture_that_is_not_known_is_told_with_its_file() throws IOException {
    Path config = tiny.writeHuggingFace(folder, Long.MAX_VALUE).resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("LlamaForCausalLM", "Gpt9"));
    assertThatThrownBy(() -> open(folder, 1))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageStartingWith(folder + ": architecture 'Gpt9' is not supported");
  }

  @Test
  void a_rope_type_that_is_not_known_is_told_with_its_file() throws IOException {
    Path file = folder.resolve("rope.gguf");
    changed(file, writer -> writer.string("llama.rope.scaling.type", "spiral"));
    assertThatThrownBy(() -> open(file, 1))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageStartingWith(file + ": llama.rope.scaling.type = 'spiral', expected none,");

    Path config = tiny.writeHuggingFace(folder, Long.MAX_VALUE).resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config)
            .replace("\"rope_scaling\": null", "\"rope_scaling\": {\"type\": \"spiral\"}"));
    assertThatThrownBy(() -> open(folder, 1))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageStartingWith(folder + ": rope type 'spiral' in config.json, expected default,");
  }

  @Test
  void rotary_frequencies_that_are_not_needed_are_no_variant() {
    Path file = folder.resolve("llama.gguf");
    changed(
        file,
        writer -> {
          vector(writer, "rope_factors_long.weight");
          vector(writer, "rope_factors_short.weight");
          vector(writer, "model.layers.0.self_attn.rotary_emb.inv_freq");
          return writer;
        });
    try (LoadedModel model = open(file, 1)) {
      assertThat(model.weights()).hasSize(model.file().tensors().size() - 3);
    }
  }

  @Test
  void a_tensor_taken_again_must_have_the_shape_too() {
    try (GgufFile file = GgufFile.open(tiny.writeGguf(folder));
        WeightMemory memory = WeightMemory.open(1)) {
      Weights weights = new Weights(file, memory, UnaryOperator.identity());
      assertThat(weights.matrix("token_embd.weight", 40, 32))
          .isSameAs(weights.matrix("token_embd.weight", 40, 32));
      assertThatThrownBy(() -> weights.matrix("token_embd.weight", 32, 40))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("expected [32, 40]");
    }
  }

  @Test
  void more_threads_than_machines_have_are_refused_before_the_file_is_mapped() throws IOException {
    Path file = tiny.writeGguf(folder);
    assertThatThrownBy(() -> open(file, Integer.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("threads = 2147483647, expected 1 to 1024");
    assertThat(Mappings.of(file)).isEmpty();
  }

  @Test
  void a_second_close_does_nothing() {
    LoadedModel model = open(tiny.writeGguf(folder), 2);
    model.close();
    model.close();
    assertThatThrownBy(() -> model.matrices().getFirst().packed())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void the_file_is_closed_even_if_the_memory_is_still_in_use() throws IOException {
    Path file = tiny.writeGguf(folder);
    BusyArena arena = new BusyArena();
    WeightMemory memory = new WeightMemory(CpuFeatures.kernels(), Workers.of(1), arena);
    LoadedModel model = LoadedModel.open(GgufFile.open(file), memory, 0);
    assertThat(Mappings.of(file)).isNotEmpty();
    assertThatThrownBy(model::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("in use by a kernel");
    assertThat(Mappings.of(file)).isEmpty();
    arena.busy = false;
    model.close();
    assertThat(arena.scope().isAlive()).isFalse();
  }

  /**
   * An arena that cannot be closed while it is busy, as a shared one is while a thread reads it.
   */
  private static final class BusyArena implements Arena {
    private final Arena inner = Arena.ofShared();
    boolean busy = true;

    @Override
    public MemorySegment allocate(long bytes, long alignment) {
      return inner.allocate(bytes, alignment);
    }

    @Override
    public MemorySegment.Scope scope() {
      return inner.scope();
    }

    @Override
    public void close() {
      if (busy) {
        throw new IllegalStateException("in use by a kernel");
      }
      inner.close();
    }
  }

  /** Writes the tiny model with something more or other. */
  private void changed(Path target, UnaryOperator<GgufWriter> change) {
    try (GgufFile file = GgufFile.open(tiny.writeGguf(folder))) {
      GgufWriter writer = new GgufWriter().metadata(file.metadata());
      file.tensors().forEach(writer::tensor);
      change.apply(writer).write(target);
    }
  }

  private static void vector(GgufWriter writer, String name) {
    writer.tensor(
        name,
        Shape.of(4),
        GgmlTypes.byName("F32").orElseThrow(),
        TensorContent.of(new float[] {1, 1, 1, 1}));
  }
}
