package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
  @TempDir static Path folder;
  private static String model = "";

  @BeforeAll
  static void writeModel() {
    Path file = folder.resolve("tiny.gguf");
    new TinyModel(1).write(file);
    model = file.toString();
  }

  private static Run bench(String... options) {
    return Run.of(
        Stream.concat(Stream.of("bench", "--model", model), Stream.of(options))
            .toArray(String[]::new));
  }

  @Test
  void the_table_has_the_columns_of_llama_bench() {
    Run run = bench("-p", "32", "-n", "4", "-r", "2", "-t", "1").succeeds();

    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0).replaceAll(" +", " "))
        .isEqualTo("| model | size | params | backend | threads | test | t/s |");
    assertThat(lines.get(2)).contains("| pp32 |".substring(2)).contains("llama", "Q8_0", "±");
    assertThat(lines.get(3)).contains("tg4 |");
    assertThat(run.err()).contains("warming up pp32", "measuring tg4");
  }

  @Test
  void json_has_every_run() throws IOException {
    JsonNode json =
        new ObjectMapper()
            .readTree(
                bench("-p", "40", "-n", "6", "-r", "3", "-t", "2", "--json").succeeds().out());

    assertThat(json.get("threads").intValue()).isEqualTo(2);
    assertThat(json.get("tests")).hasSize(2);
    JsonNode prefill = json.at("/tests/0");
    assertThat(prefill.get("test").textValue()).isEqualTo("pp40");
    assertThat(prefill.get("tokens").intValue()).isEqualTo(40);
    assertThat(prefill.get("runsTokensPerSecond")).hasSize(3);
    double mean = 0;
    for (JsonNode run : prefill.get("runsTokensPerSecond")) {
      assertThat(run.doubleValue()).isPositive();
      mean += run.doubleValue() / 3;
    }
    assertThat(prefill.get("meanTokensPerSecond").doubleValue())
        .isCloseTo(mean, org.assertj.core.api.Assertions.withinPercentage(1e-6));
    assertThat(json.at("/tests/1/test").textValue()).isEqualTo("tg6");
    assertThat(json.at("/tests/1/tokens").intValue()).isEqualTo(6);
  }

  @Test
  void a_test_of_zero_tokens_is_left_out() {
    assertThat(bench("-p", "0", "-n", "4", "-r", "1").succeeds().out())
        .contains("tg4")
        .doesNotContain("pp");
  }

  @Test
  void ctrl_c_while_warming_up_ends_the_command() {
    Run reading = interruptedAt("warming up pp400", "-p", "400", "-n", "400");
    assertThat(reading.code()).isEqualTo(ExitCodes.INTERRUPTED);
    assertThat(reading.err()).doesNotContain("measuring", "warming up tg");

    Run generating = interruptedAt("warming up tg400", "-p", "0", "-n", "400");
    assertThat(generating.code()).isEqualTo(ExitCodes.INTERRUPTED);
    assertThat(generating.err()).doesNotContain("measuring");
  }

  /** Presses Ctrl-C again and again from the moment that {@code message} is shown. */
  private static Run interruptedAt(String message, String... options) {
    Interrupts interrupts = Interrupts.manual();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    AtomicBoolean ended = new AtomicBoolean();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (!ended.get()) {
                if (err.toString(StandardCharsets.UTF_8).contains(message)) {
                  interrupts.raise();
                }
                Thread.onSpinWait();
              }
            });
    Shell shell =
        new Shell(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            Map.of(),
            interrupts);
    String[] args =
        Stream.concat(Stream.of("bench", "-m", model, "-t", "1"), Stream.of(options))
            .toArray(String[]::new);
    try {
      int code = CommandTree.run(args, shell);
      return new Run(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      ended.set(true);
    }
  }

  @Test
  void what_does_not_fit_the_context_is_refused_before_loading() {
    assertThat(bench("-p", "513").failsInOneLine(ExitCodes.USAGE).err())
        .contains("-p is 513, but the context has room for 512", "--context")
        .doesNotContain("loading");
    assertThat(bench("-p", "0", "-n", "20", "-c", "16").failsInOneLine(ExitCodes.USAGE).err())
        .contains("-n is 20, but the context has room for 12", "--context")
        .doesNotContain("loading");
  }

  @Test
  void what_just_fits_the_context_is_measured() {
    assertThat(bench("-p", "32", "-n", "28", "-c", "32", "-r", "1").succeeds().out())
        .contains("pp32 |", "tg28 |");
  }

  @Test
  void measuring_nothing_is_a_usage_error() {
    bench("-p", "0", "-n", "0").failsInOneLine(ExitCodes.USAGE);
    bench("-r", "0").failsInOneLine(ExitCodes.USAGE);
  }
}
