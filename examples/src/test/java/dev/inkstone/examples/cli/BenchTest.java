package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
  void measuring_nothing_is_a_usage_error() {
    bench("-p", "0", "-n", "0").failsInOneLine(ExitCodes.USAGE);
    bench("-r", "0").failsInOneLine(ExitCodes.USAGE);
  }
}
