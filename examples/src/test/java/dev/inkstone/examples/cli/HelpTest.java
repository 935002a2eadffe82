package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quickstart",
        "generate",
        "chat",
        "info",
        "tokens",
        "tokenize",
        "embed",
        "bench",
        "train-tokenizer",
        "doctor"
      })
  void every_command_explains_itself_on_standard_output(String command) {
    Run run = Run.of(command, "--help").succeeds();

    assertThat(run.out())
        .startsWith("Usage: inkstone " + command)
        .contains("Exit codes:", " 66   a file is missing", "130   interrupted");
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quickstart",
        "generate",
        "chat",
        "info",
        "tokens",
        "tokenize",
        "embed",
        "bench",
        "train-tokenizer",
        "doctor"
      })
  void the_program_lists_every_command(String command) {
    assertThat(Run.of("--help").succeeds().out()).containsPattern("(?m)^  " + command + " ");
  }

  @Test
  void no_arguments_print_the_usage() {
    assertThat(Run.of().succeeds().out()).isEqualTo(Run.of("--help").out());
  }

  @Test
  void the_version_names_program_and_java() {
    assertThat(Run.of("--version").succeeds().out())
        .matches("inkstone .+ \\(Java " + Runtime.version().feature() + ".*\\)\\R");
  }
}
