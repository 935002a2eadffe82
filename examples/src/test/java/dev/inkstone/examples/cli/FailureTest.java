package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkstone.engine.format.SafetensorsWriter;
import dev.inkstone.engine.format.StoredType;
import dev.inkstone.engine.format.TensorContent;
import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.error.ContextOverflowException;
import dev.inkstone.error.InkstoneException;
import dev.inkstone.error.ModelFormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {
  @TempDir static Path folder;

  /** Every command that opens a model, with {@code MODEL} where the path goes. */
  static Stream<List<String>> commandsWithModel() {
    return Stream.of(
        List.of("generate", "--model", "MODEL", "--prompt", "x"),
        List.of("chat", "--model", "MODEL"),
        List.of("info", "MODEL"),
        List.of("embed", "--model", "MODEL", "--text", "x"),
        List.of("bench", "--model", "MODEL"));
  }

  private static String[] with(List<String> command, Path model) {
    return command.stream()
        .map(word -> word.equals("MODEL") ? model.toString() : word)
        .toArray(String[]::new);
  }

  @ParameterizedTest
  @MethodSource("commandsWithModel")
  void a_missing_model_is_named(List<String> command) {
    Path missing = folder.resolve("missing.gguf");

    Run run = Run.of(with(command, missing)).failsInOneLine(ExitCodes.NO_INPUT);

    assertThat(run.err()).contains("model not found: " + missing);
  }

  @ParameterizedTest
  @MethodSource("commandsWithModel")
  void a_malformed_model_is_named(List<String> command) throws IOException {
    Path malformed = Files.writeString(folder.resolve("malformed.gguf"), "GGUF and no more");

    Run run = Run.of(with(command, malformed)).failsInOneLine(ExitCodes.DATA);

    assertThat(run.err()).contains(malformed.toString());
  }

  @ParameterizedTest
  @MethodSource("commandsWithModel")
  void an_unknown_option_is_a_usage_error(List<String> command) {
    String[] args =
        Stream.concat(command.stream(), Stream.of("--no-such-option")).toArray(String[]::new);

    Run run = Run.of(args).failsInOneLine(ExitCodes.USAGE);

    assertThat(run.err()).contains("--no-such-option").contains(command.getFirst() + " --help");
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void quickstart_names_a_missing_model() {
    Run run = Run.of("quickstart", "--model", folder.resolve("missing.gguf").toString());

    assertThat(run.code()).isEqualTo(ExitCodes.NO_INPUT);
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void an_unknown_command_is_a_usage_error_with_a_suggestion() {
    assertThat(Run.of("generat").failsInOneLine(ExitCodes.USAGE).err())
        .isEqualToNormalizingNewlines(
            "inkstone: unknown command 'generat', did you mean generate?; try inkstone --help\n");
  }

  @Test
  void an_unknown_option_is_told_before_the_required_ones_that_are_missing() {
    assertThat(Run.of("generate", "--bogus").failsInOneLine(ExitCodes.USAGE).err())
        .isEqualToNormalizingNewlines(
            "inkstone: unknown option '--bogus'; try inkstone generate --help\n");
    assertThat(Run.of("generate", "--modle", "a.gguf").failsInOneLine(ExitCodes.USAGE).err())
        .isEqualToNormalizingNewlines(
            "inkstone: unknown option '--modle', did you mean --model?; try inkstone generate"
                + " --help\n");
    assertThat(Run.of("generate", "-m", "a.gguf", "word").failsInOneLine(ExitCodes.USAGE).err())
        .contains("unexpected argument 'word'");
  }

  @Test
  void a_prompt_that_is_too_long_is_told_in_the_words_of_the_command_line() {
    Path model = folder.resolve("short.gguf");
    new TinyModel(1).write(model);

    Run run =
        Run.of("generate", "-m", model.toString(), "-p", "the ink ".repeat(40), "--context", "8");

    assertThat(run.failsInOneLine(ExitCodes.DATA).err())
        .containsPattern("\\d+ tokens do not fit the context of 8: .* a larger --context")
        .doesNotContain("contextLength", "promptOverflow");
  }

  @Test
  void a_model_is_required() {
    assertThat(Run.of("generate", "--prompt", "x").failsInOneLine(ExitCodes.USAGE).err())
        .contains("--model");
  }

  @ParameterizedTest
  @MethodSource("outOfRange")
  void an_option_out_of_range_is_a_usage_error(List<String> options) throws IOException {
    Path model = Files.writeString(folder.resolve("any.gguf"), "GGUF");
    List<String> args = List.of("generate", "--model", model.toString(), "--prompt", "x");

    Run run = Run.of(Stream.concat(args.stream(), options.stream()).toArray(String[]::new));

    assertThat(run.failsInOneLine(ExitCodes.USAGE).err())
        .contains(options.getFirst())
        .contains(options.get(1));
  }

  static Stream<List<String>> outOfRange() {
    return Stream.of(
        List.of("--top-p", "1.5"),
        List.of("--min-p", "-0.5"),
        List.of("--top-k", "-1"),
        List.of("--max-tokens", "0"),
        List.of("--temperature", "hot"),
        List.of("--temperature", "NaN"),
        List.of("--stop", ""),
        List.of("--threads", "0"),
        List.of("--context", "-5"));
  }

  @Test
  void a_failure_prints_its_stack_trace_only_if_asked() throws IOException {
    Path malformed = Files.writeString(folder.resolve("traced.gguf"), "GGUF and no more");

    Run plain = Run.of("info", malformed.toString());
    Run option = Run.of("info", malformed.toString(), "--debug");
    Run variable = Run.in(Map.of("INKSTONE_DEBUG", "1"), "", "info", malformed.toString());

    assertThat(plain.err()).doesNotContain("\tat ");
    assertThat(option.err()).startsWith(plain.err()).contains("\tat ");
    assertThat(variable.err()).startsWith(plain.err()).contains("\tat ");
  }

  @Test
  void every_kind_of_failure_has_its_exit_code() {
    assertThat(Failures.exitCode(new ModelFormatException("m"))).isEqualTo(ExitCodes.DATA);
    assertThat(Failures.exitCode(new ContextOverflowException("c", 9, 8)))
        .isEqualTo(ExitCodes.DATA);
    assertThat(Failures.exitCode(new InkstoneException("i", new NoSuchFileException("f"))))
        .isEqualTo(ExitCodes.NO_INPUT);
    assertThat(Failures.exitCode(new IOException("Is a directory"))).isEqualTo(ExitCodes.NO_INPUT);
    assertThat(Failures.exitCode(new UncheckedIOException(new IOException("I/O error"))))
        .isEqualTo(ExitCodes.NO_INPUT);
    assertThat(Failures.exitCode(new OutOfMemoryError("heap"))).isEqualTo(ExitCodes.UNAVAILABLE);
    assertThat(Failures.exitCode(new IllegalStateException("s"))).isEqualTo(ExitCodes.INTERNAL);
    assertThat(Failures.exitCode(new CommandFailure(42, "own"))).isEqualTo(42);
  }

  @Test
  void a_prompt_file_that_cannot_be_read_is_named() throws IOException {
    Path model = folder.resolve("readable.gguf");
    new TinyModel(1).write(model);
    Path directory = Files.createDirectories(folder.resolve("prompts"));

    Run run =
        Run.of("generate", "--model", model.toString(), "--prompt-file", directory.toString());

    assertThat(run.failsInOneLine(ExitCodes.NO_INPUT).err())
        .contains("prompt file cannot be read: " + directory);
  }

  @Test
  void a_message_of_several_lines_becomes_one() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Shell shell =
        Shell.of(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8));

    Failures.report(new ModelFormatException("first\n  second\r\nthird"), shell, false);

    assertThat(err.toString(StandardCharsets.UTF_8).strip())
        .isEqualTo("inkstone: first second third");
  }

  @Test
  void output_that_cannot_be_written_is_a_failure() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("closed");
          }
        };
    Shell shell =
        Shell.of(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(closed, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8));

    assertThat(CommandTree.run(new String[] {"--help"}, shell)).isEqualTo(ExitCodes.OUTPUT);
    assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("commandsWithModel")
  void safetensors_without_a_configuration_are_malformed(List<String> command) throws IOException {
    Path itsFolder = Files.createTempDirectory(folder, "alone");
    Path alone = itsFolder.resolve("model.safetensors");
    new SafetensorsWriter()
        .tensor("a", Shape.of(1), new StoredType("F32", 1, 4), TensorContent.of(new float[1]))
        .write(alone);

    for (Path model : List.of(alone, itsFolder)) {
      Run run = Run.of(with(command, model)).failsInOneLine(ExitCodes.DATA);

      assertThat(run.err()).contains("config.json is missing: safetensors files do not say");
    }
  }

  @ParameterizedTest
  @MethodSource("commandsWithModel")
  void an_empty_path_is_not_the_current_folder(List<String> command) {
    Run run = Run.of(with(command, Path.of(""))).failsInOneLine(ExitCodes.USAGE);

    assertThat(run.err()).contains("path is empty");
  }
}
