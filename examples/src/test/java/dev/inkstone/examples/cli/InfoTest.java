package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.inkstone.engine.format.GgmlTypes;
import dev.inkstone.engine.format.GgufWriter;
import dev.inkstone.engine.format.SafetensorsTypes;
import dev.inkstone.engine.format.SafetensorsWriter;
import dev.inkstone.engine.format.StoredType;
import dev.inkstone.engine.format.TensorContent;
import dev.inkstone.engine.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InfoTest {
  @TempDir static Path folder;
  private static String model = "";

  @BeforeAll
  static void writeModel() {
    Path file = folder.resolve("tiny.gguf");
    new TinyModel(1).write(file);
    model = file.toString();
  }

  private static JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(Run.of("info", file, "--json").succeeds().out());
  }

  @Test
  void describes_the_model_in_words() {
    String out = Run.of("info", model).succeeds().out();

    assertThat(out)
        .contains("Inkstone tiny random", "llama (GGUF v3)", "3 of width 64", "512 tokens")
        .contains("{% for message in messages %}", "Q8_0", "F32", "KV cache");
  }

  @Test
  void counts_tensors_parameters_and_bytes_by_type() throws IOException {
    JsonNode json = json(model);

    JsonNode f32 = json.at("/types/0");
    assertThat(f32.get("type").textValue()).isEqualTo("F32");
    assertThat(f32.get("tensors").intValue()).isEqualTo(2 * 3 + 1);
    assertThat(f32.get("bytes").longValue()).isEqualTo(7 * 64 * 4);
    JsonNode q8 = json.at("/types/1");
    assertThat(q8.get("type").textValue()).isEqualTo("Q8_0");
    assertThat(q8.get("tensors").intValue()).isEqualTo(7 * 3 + 2);
    assertThat(q8.get("bytes").longValue()).isEqualTo(q8.get("parameters").longValue() / 32 * 34);
    assertThat(json.get("parameters").longValue())
        .isEqualTo(f32.get("parameters").longValue() + q8.get("parameters").longValue());
    assertThat(json.get("activeParameters")).isEqualTo(json.get("parameters"));
  }

  @Test
  void estimates_memory_up_to_the_trained_context() throws IOException {
    JsonNode json = json(model);

    assertThat(json.get("supported").booleanValue()).isTrue();
    JsonNode memory = json.get("memory");
    assertThat(memory.get(memory.size() - 1).get("contextLength").intValue())
        .isEqualTo(TinyModel.CONTEXT);
    // keys and values of 2 heads of 16 in F16, 3 layers, 512 positions in whole pages of 192
    assertThat(TinyModel.CONTEXT).isEqualTo(512);
    assertThat(memory.get(memory.size() - 1).get("kvCacheBytes").longValue())
        .isEqualTo(2L * 2 * 16 * 2 * 3 * 3 * 192);
  }

  @Test
  void describes_a_folder_with_safetensors() throws IOException {
    Path model = Files.createDirectories(folder.resolve("experts"));
    StoredType type = SafetensorsTypes.byName("F32").orElseThrow();
    new SafetensorsWriter()
        .tensor(
            "model.layers.0.mlp.experts.0.up_proj.weight",
            Shape.of(4, 8),
            type,
            TensorContent.of(new float[32]))
        .tensor("model.norm.weight", Shape.of(8), type, TensorContent.of(new float[8]))
        .write(model.resolve("model.safetensors"));
    Files.writeString(
        model.resolve("config.json"),
        """
        {"architectures": ["NoSuchModel"], "max_position_embeddings": 77, "hidden_size": 8,
         "num_hidden_layers": 1, "vocab_size": 5, "num_local_experts": 4,
         "num_experts_per_tok": 1}""");
    Files.writeString(model.resolve("tokenizer.json"), "{\"model\": {\"type\": \"BPE\"}}");
    Files.writeString(model.resolve("chat_template.jinja"), "{{ messages }}");

    JsonNode json = json(model.toString());

    assertThat(json.get("architecture").textValue()).isEqualTo("NoSuchModel");
    assertThat(json.get("name").textValue()).isEqualTo("experts");
    assertThat(json.get("tokenizer").textValue()).isEqualTo("BPE");
    assertThat(json.get("chatTemplate").textValue()).isEqualTo("{{ messages }}");
    assertThat(json.get("parameters").longValue()).isEqualTo(40);
    assertThat(json.get("activeParameters").longValue()).isEqualTo(8 + 32 / 4);
  }

  @Test
  void describes_a_model_it_cannot_run() throws IOException {
    Path file = folder.resolve("foreign.gguf");
    new GgufWriter()
        .string("general.architecture", "no-such-architecture")
        .uint32("no-such-architecture.context_length", 77)
        .uint32("no-such-architecture.expert_count", 8)
        .uint32("no-such-architecture.expert_used_count", 2)
        .tensor(
            "blk.0.ffn_up_exps.weight",
            Shape.of(8, 2, 32),
            GgmlTypes.byName("F32").orElseThrow(),
            TensorContent.of(new float[512]))
        .write(file);

    JsonNode json = json(file.toString());

    assertThat(json.get("supported").booleanValue()).isFalse();
    assertThat(json.get("contextLength").intValue()).isEqualTo(77);
    assertThat(json.get("parameters").longValue()).isEqualTo(512);
    assertThat(json.get("activeParameters").longValue()).isEqualTo(128);
    assertThat(json.get("experts").intValue()).isEqualTo(8);
    // Mixtral's files call themselves llama, so experts are told beside the name.
    assertThat(Run.of("info", file.toString()).succeeds().out())
        .contains("cannot run", "no-such-architecture, mixture of 8 experts (GGUF v3)");
    assertThat(Run.of("info", model).succeeds().out()).doesNotContain("mixture");
  }

  @Test
  void what_the_file_does_not_say_is_unknown_and_its_words_command_no_terminal() {
    Path file = folder.resolve("escape.gguf");
    new GgufWriter()
        .string("general.architecture", "silent")
        .string("general.name", "a\u001B[31mred")
        .tensor(
            "a", Shape.of(1), GgmlTypes.byName("F32").orElseThrow(), TensorContent.of(new float[1]))
        .write(file);

    assertThat(Run.of("info", file.toString()).succeeds().out())
        .contains("unknown of width unknown", "unknown tokens", "a\uFFFD[31mred")
        .doesNotContain("\u001B");
  }
}
