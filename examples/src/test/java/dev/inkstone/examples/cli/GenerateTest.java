package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static String model = "";

  @BeforeAll
  static void writeModel() {
    Path file = folder.resolve("tiny.gguf");
    new TinyModel(1).write(file);
    model = file.toString();
  }

  private static Run generate(String... options) {
    return Run.of(arguments(options));
  }

  private static String[] arguments(String... options) {
    return Stream.concat(Stream.of("generate", "--model", model), Stream.of(options))
        .toArray(String[]::new);
  }

  private static JsonNode json(String... options) throws IOException {
    String[] all = Stream.concat(Stream.of(options), Stream.of("--json")).toArray(String[]::new);
    return JSON.readTree(generate(all).succeeds().out());
  }

  @Test
  void prints_the_text_and_nothing_else() throws IOException {
    String[] options = {"--prompt", "the ink", "--seed", "3", "--max-tokens", "20"};

    Run run = generate(options).succeeds();

    assertThat(run.out()).isEqualTo(json(options).get("text").textValue() + System.lineSeparator());
    assertThat(run.err()).isEmpty();
  }

  @Test
  void kept_packed_weights_give_the_same_text() {
    String[] plain = {"--prompt", "the ink", "--seed", "3"};
    String[] beside = {"--pack-cache", "--prompt", "the ink", "--seed", "3"};
    String place = folder.resolve("cache").toString();
    String[] elsewhere = {"--pack-cache=" + place, "--prompt", "the ink", "--seed", "3"};

    String text = generate(plain).succeeds().out();

    for (int load = 0; load < 2; load++) {
      assertThat(generate(beside).succeeds().out()).isEqualTo(text);
      assertThat(generate(elsewhere).succeeds().out()).isEqualTo(text);
    }
    assertThat(folder.toFile().list((at, name) -> name.endsWith(".panels"))).hasSize(1);
    assertThat(folder.resolve("cache").toFile().list()).hasSize(1);
  }

  @Test
  void the_same_seed_gives_the_same_text_and_another_seed_another() {
    String[] first = {"--prompt", "the ink", "--seed", "3", "--max-tokens", "20"};
    String[] other = {"--prompt", "the ink", "--seed", "4", "--max-tokens", "20"};

    assertThat(generate(first).out()).isEqualTo(generate(first).out());
    assertThat(generate(other).out()).isNotEqualTo(generate(first).out());
  }

  @Test
  void the_text_does_not_depend_on_the_number_of_threads() {
    String[] one = {"-p", "the ink", "--seed", "3", "-n", "20", "--threads", "1"};
    String[] three = {"-p", "the ink", "--seed", "3", "-n", "20", "--threads", "3"};

    assertThat(generate(three).out()).isEqualTo(generate(one).out());
  }

  @Test
  void json_has_text_reason_usage_and_timings() throws IOException {
    JsonNode json = json("--prompt", "the ink", "--seed", "3", "--max-tokens", "5");

    assertThat(json.get("finishReason").textValue()).isEqualTo("max_tokens");
    assertThat(json.at("/usage/completionTokens").intValue()).isEqualTo(5);
    int promptTokens = json.at("/usage/promptTokens").intValue();
    assertThat(promptTokens).isGreaterThan(1);
    assertThat(json.at("/usage/totalTokens").intValue()).isEqualTo(promptTokens + 5);
    assertThat(json.at("/timings/promptSeconds").doubleValue()).isPositive();
    assertThat(json.at("/timings/generationTokensPerSecond").doubleValue()).isPositive();
    assertThat(json.get("seed").longValue()).isEqualTo(3);
  }

  @Test
  void a_stop_string_ends_the_text_and_is_left_out() throws IOException {
    String[] free = {"--prompt", "the ink", "--seed", "3", "--max-tokens", "30"};
    String text = json(free).get("text").textValue();
    String stop = text.substring(text.length() / 2, text.length() / 2 + 2);

    JsonNode stopped =
        json("--prompt", "the ink", "--seed", "3", "--max-tokens", "30", "--stop", stop);

    assertThat(stopped.get("finishReason").textValue()).isEqualTo("stop_string");
    assertThat(stopped.get("text").textValue()).isEqualTo(text.substring(0, text.indexOf(stop)));
  }

  @Test
  void several_stop_strings_may_be_given() throws IOException {
    JsonNode json =
        json("-p", "the", "--seed", "3", "-n", "30", "--stop", "no such text", "--stop", "e");

    assertThat(json.get("text").textValue()).doesNotContain("e");
  }

  @Test
  void temperature_zero_needs_no_seed() {
    String[] options = {"--prompt", "the ink", "--temperature", "0", "--max-tokens", "10"};

    assertThat(generate(options).succeeds().out()).isEqualTo(generate(options).out());
  }

  @Test
  void a_prompt_comes_from_option_file_or_standard_input_alike() throws IOException {
    Path file = Files.writeString(folder.resolve("prompt.txt"), "über ink\n");
    String[] sampling = {"--seed", "5", "--max-tokens", "12"};
    String expected =
        generate("--prompt", "über ink", "--seed", "5", "--max-tokens", "12").succeeds().out();

    assertThat(generate("-f", file.toString(), "--seed", "5", "--max-tokens", "12").out())
        .isEqualTo(expected);
    assertThat(Run.withInput("über ink\n", arguments(sampling)).out()).isEqualTo(expected);
    assertThat(Run.withInput("über ink", arguments("-p", "-", "--seed", "5", "-n", "12")).out())
        .isEqualTo(expected);
  }

  @Test
  void an_empty_prompt_is_a_usage_error() {
    assertThat(Run.withInput("", arguments()).failsInOneLine(ExitCodes.USAGE).err())
        .contains("empty");
  }

  @Test
  void a_missing_prompt_file_is_named() {
    Run run = generate("--prompt-file", folder.resolve("none.txt").toString());

    assertThat(run.failsInOneLine(ExitCodes.NO_INPUT).err()).contains("none.txt");
  }

  @Test
  void two_prompts_are_a_usage_error() {
    generate("--prompt", "a", "--prompt-file", "b").failsInOneLine(ExitCodes.USAGE);
  }

  @Test
  void a_prompt_longer_than_the_context_is_refused() {
    Run run = generate("--prompt", "ink ".repeat(40), "--context", "16");

    assertThat(run.failsInOneLine(ExitCodes.DATA).err()).contains("16");
  }

  @Test
  void statistics_go_to_standard_error() {
    Run run = generate("--prompt", "the ink", "--seed", "9", "-n", "6", "--stats").succeeds();

    assertThat(run.err())
        .contains("generation: 6 tokens")
        .containsPattern("seed: +9")
        .contains("max_tokens");
  }

  @Test
  void the_seed_that_statistics_show_gives_the_text_again() throws IOException {
    JsonNode drawn = json("--prompt", "the ink", "--max-tokens", "12");

    JsonNode again = json("-p", "the ink", "-n", "12", "--seed", drawn.get("seed").asText());

    assertThat(again.get("text")).isEqualTo(drawn.get("text"));
  }

  @Test
  void ctrl_c_ends_the_text_and_sets_the_exit_code() {
    Interrupts interrupts = Interrupts.manual();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    AtomicInteger writes = new AtomicInteger();
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) {
            text.write(b);
            if (writes.incrementAndGet() == 4) {
              interrupts.raise();
            }
          }
        };
    Shell shell =
        new Shell(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            false,
            Map.of(),
            interrupts);

    int code = CommandTree.run(arguments("-p", "the ink", "--seed", "3", "-n", "400"), shell);

    assertThat(code).isEqualTo(ExitCodes.INTERRUPTED);
    assertThat(text.size()).isBetween(4, 100);
  }
}
