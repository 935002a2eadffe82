package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.inkstone.examples.TinyBertFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static String model = "";

  @BeforeAll
  static void writeModel() {
    model = TinyBertFile.write(folder).toString();
  }

  private static Run embed(String... more) {
    return Run.of(with(more));
  }

  private static String[] with(String... more) {
    String[] args = new String[more.length + 3];
    args[0] = "embed";
    args[1] = "--model";
    args[2] = model;
    System.arraycopy(more, 0, args, 3, more.length);
    return args;
  }

  private static double length(JsonNode vector) {
    double squares = 0;
    for (JsonNode value : vector) {
      squares += value.doubleValue() * value.doubleValue();
    }
    return Math.sqrt(squares);
  }

  @Test
  void kept_packed_weights_give_the_same_vectors() {
    String plain = embed("--text", "ink").succeeds().out();
    String place = "--pack-cache=" + folder.resolve("cache");
    for (int load = 0; load < 2; load++) {
      assertThat(embed(place, "--text", "ink").succeeds().out()).isEqualTo(plain);
    }
    assertThat(folder.resolve("cache").toFile().list()).hasSize(1);
  }

  @Test
  void prints_a_vector_for_each_text_in_a_line() throws IOException {
    List<String> lines = embed("--text", "ink", "--text", "soot").succeeds().out().lines().toList();

    assertThat(lines).hasSize(2);
    for (String line : lines) {
      assertThat(JSON.readTree(line)).hasSize(TinyBertFile.HIDDEN);
      assertThat(length(JSON.readTree(line))).isCloseTo(1, within(1e-5));
    }
    assertThat(lines.get(0)).isNotEqualTo(lines.get(1));
  }

  @Test
  void reads_a_text_from_each_line_of_a_file_or_standard_input() throws IOException {
    Path file = Files.writeString(folder.resolve("lines.txt"), "ink\r\n\nsoot\n");
    String ofFile = embed("--text-file", file.toString()).succeeds().out();

    assertThat(ofFile.lines()).hasSize(3);
    assertThat(Run.withInput("ink\n\nsoot", with()).succeeds().out()).isEqualTo(ofFile);
    assertThat(Run.withInput("ink\n\nsoot", with("--text-file", "-")).succeeds().out())
        .isEqualTo(ofFile);
    assertThat(ofFile.lines().findFirst().orElseThrow())
        .isEqualTo(embed("--text", "ink").succeeds().out().strip());
  }

  @Test
  void ranks_texts_by_a_question() {
    List<String> lines =
        embed("--query", "ink", "--text", "soot and gum", "--text", "ink")
            .succeeds()
            .out()
            .lines()
            .toList();

    assertThat(lines.get(0)).isEqualTo(" 1.0000  ink");
    assertThat(lines.get(1)).endsWith("  soot and gum");
  }

  @Test
  void prints_json_with_counts() throws IOException {
    JsonNode json =
        JSON.readTree(
            embed("--json", "--max-tokens=6", "--text", "ink", "--text", "inkstone")
                .succeeds()
                .out());

    assertThat(json.get(0).get("text").textValue()).isEqualTo("ink");
    assertThat(json.get(0).get("tokens").intValue()).isEqualTo(5);
    assertThat(json.get(0).get("truncated").booleanValue()).isFalse();
    assertThat(json.get(1).get("tokens").intValue()).isEqualTo(6);
    assertThat(json.get(1).get("truncated").booleanValue()).isTrue();
    assertThat(json.get(1).get("embedding")).hasSize(TinyBertFile.HIDDEN);
    JsonNode ranked = JSON.readTree(embed("--json", "--query=a", "--text=a").succeeds().out());
    assertThat(ranked.get(0).get("cosine").doubleValue()).isCloseTo(1, within(1e-6));
  }

  @Test
  void options_choose_pooling_and_length() throws IOException {
    String mean = embed("--text", "ink").succeeds().out();
    assertThat(embed("--text", "ink", "--pooling", "MEAN").succeeds().out()).isEqualTo(mean);
    assertThat(embed("--text", "ink", "--pooling", "cls").succeeds().out()).isNotEqualTo(mean);
    JsonNode raw = JSON.readTree(embed("--text", "ink", "--no-normalize").succeeds().out());
    assertThat(length(raw)).isNotCloseTo(1, within(0.05));
  }

  @Test
  void statistics_go_to_standard_error() {
    Run run = embed("--text", "ink", "--threads", "1", "--stats").succeeds();

    assertThat(run.err()).contains("1 text (0 cut), 5 tokens in");
  }

  @Test
  void says_what_is_wrong() {
    assertThat(embed("--text", "a", "--text-file", "b").failsInOneLine(ExitCodes.USAGE).err())
        .contains("--text and --text-file exclude each other");
    assertThat(embed().failsInOneLine(ExitCodes.USAGE).err()).contains("there is no text");
    assertThat(embed("--text=a", "--threads=0").failsInOneLine(ExitCodes.USAGE).err())
        .contains("--threads is 0");
    assertThat(embed("--text=a", "--max-tokens=0").failsInOneLine(ExitCodes.USAGE).err())
        .contains("--max-tokens is 0");
    assertThat(embed("--text=a", "--max-tokens=65").failsInOneLine(ExitCodes.USAGE).err())
        .contains("--max-tokens: maxTokens = 65", "64 positions");
    assertThat(embed("--text-file", "no.txt").failsInOneLine(ExitCodes.NO_INPUT).err())
        .contains("text file not found: no.txt");
  }

  @Test
  void a_model_of_the_other_kind_is_refused_with_the_right_command() {
    Path llama = folder.resolve("llama.gguf");
    new TinyModel(1).write(llama);
    Run run =
        Run.of("embed", "--model", llama.toString(), "--text", "a").failsInOneLine(ExitCodes.DATA);
    assertThat(run.err()).contains("is a decoder");
    Run other =
        Run.of("generate", "--model", model, "--prompt", "a").failsInOneLine(ExitCodes.DATA);
    assertThat(other.err()).contains("is an encoder");
  }

  @Test
  void info_describes_an_encoder() {
    assertThat(Run.of("info", model).succeeds().out()).contains("bert (GGUF v3)", "Tiny BERT");
  }

  @Test
  void a_maximum_without_room_for_text_is_a_usage_error() {
    assertThat(
            Run.of("embed", "--model", model, "--text", "ink", "--max-tokens", "1")
                .failsInOneLine(ExitCodes.USAGE)
                .err())
        .contains("--max-tokens")
        .contains("2 special tokens");
  }
}
