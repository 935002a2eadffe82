package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkstone.tokenizer.Tokenizer;
import dev.inkstone.tokenizer.training.TrainingProgress.Phase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainTokenizerTest {
  @TempDir Path folder;
  private Path text = Path.of("");

  @BeforeEach
  void writeText() throws IOException {
    text = Files.writeString(folder.resolve("text.txt"), "low lower lowest\n".repeat(30));
  }

  private Run train(String... options) {
    String[] all =
        Stream.concat(
                Stream.of("train-tokenizer", "--text-file", text.toString()), Stream.of(options))
            .toArray(String[]::new);
    return Run.of(all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bpe", "bpe_characters", "wordpiece", "unigram"})
  void writes_a_tokenizer_that_can_be_loaded(String model) {
    Path out = folder.resolve("out.json");

    Run run = train("--model", model, "--size", "270", "--out", out.toString()).succeeds();

    Tokenizer tokenizer = Tokenizer.load(out);
    assertThat(tokenizer.decode(tokenizer.encode("low lowest"))).isEqualTo("low lowest");
    assertThat(run.out())
        .isEqualTo(out + ": " + tokenizer.vocabularySize() + " tokens" + System.lineSeparator());
    assertThat(run.err().lines()).hasSize(tokenizer.vocabularySize() < 270 ? 1 : 0);
  }

  @Test
  void says_that_the_text_gives_fewer_tokens_than_asked() {
    String out = folder.resolve("out.json").toString();

    assertThat(train("--size", "9000", "--out", out).succeeds().err())
        .isEqualToIgnoringNewLines("inkstone: the text gives no more tokens than that");
    assertThat(train("--size", "257", "--out", out).succeeds().err()).isEmpty();
    assertThat(train("--out", out).succeeds().err()).isEmpty();
  }

  @Test
  void a_folder_gets_a_tokenizer_json_with_the_special_tokens() {
    train("--special", "<|a|>", "--special", "<|b|>", "--out", folder.toString()).succeeds();

    Tokenizer tokenizer = Tokenizer.load(folder);
    assertThat(tokenizer.token(0)).isEqualTo("<|a|>");
    assertThat(tokenizer.token(1)).isEqualTo("<|b|>");
  }

  @Test
  void standard_input_is_a_text_alone() throws IOException {
    Path fromFile = folder.resolve("file.json");
    Path fromInput = folder.resolve("input.json");
    train("--size", "270", "--out", fromFile.toString()).succeeds();

    String[] options = {
      "train-tokenizer", "-f", "-", "--size", "270", "--out", fromInput.toString()
    };
    Run.withInput(Files.readString(text), options).succeeds();

    assertThat(fromInput).hasSameTextualContentAs(fromFile);
    assertThat(
            train("-f", "-", "--out", fromInput.toString()).failsInOneLine(ExitCodes.USAGE).err())
        .contains("no other text");
  }

  @Test
  void text_that_is_not_utf8_is_refused_with_its_place() throws IOException {
    Files.write(text, new byte[] {'a', '\n', 'b', (byte) 0xFF});
    String out = folder.resolve("out.json").toString();

    assertThat(train("--out", out).failsInOneLine(ExitCodes.DATA).err())
        .contains("text.txt", "byte 3, on line 2, is not UTF-8");
    assertThat(folder.resolve("out.json")).doesNotExist();
  }

  @Test
  void what_does_not_go_together_is_told_in_one_line() {
    String out = folder.resolve("out.json").toString();

    assertThat(train("--size", "100", "--out", out).failsInOneLine(ExitCodes.DATA).err())
        .contains("--size is 100", "at least 256")
        .doesNotContain("alphabet");
    assertThat(train("--size", "0", "--out", out).failsInOneLine(ExitCodes.USAGE).err())
        .contains("--size is 0");
    assertThat(train("--size", "99999999999", "--out", out).failsInOneLine(ExitCodes.USAGE).err())
        .contains("--size", "'99999999999' is out of range, expected", " to 2147483647")
        .doesNotContain(" int");
    assertThat(train("--size", "8k", "--out", out).failsInOneLine(ExitCodes.USAGE).err())
        .contains("'8k' is not a whole number");
    assertThat(train("--out", folder + "/no/out.json").failsInOneLine(ExitCodes.OUTPUT).err())
        .contains("no folder");
    assertThat(train("--out", "").failsInOneLine(ExitCodes.USAGE).err()).contains("--out is empty");
    text = folder;
    assertThat(train("--out", out).failsInOneLine(ExitCodes.NO_INPUT).err())
        .contains("it is a folder");
    text = folder.resolve("none.txt");
    assertThat(train("--out", out).failsInOneLine(ExitCodes.NO_INPUT).err()).contains("none.txt");
    assertThat(folder.resolve("out.json")).doesNotExist();
  }

  @Test
  void ctrl_c_ends_training_and_writes_nothing() {
    Path out = folder.resolve("out.json");
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Interrupts interrupts = Interrupts.manual();
    PrintStream interrupting =
        new PrintStream(err, true, StandardCharsets.UTF_8) {
          @Override
          public void print(String line) {
            super.print(line);
            interrupts.raise();
          }
        };
    Shell shell =
        new Shell(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            interrupting,
            true,
            Map.of(),
            interrupts);

    int code =
        CommandTree.run(
            new String[] {"train-tokenizer", "-f", text.toString(), "-o", out.toString()}, shell);

    assertThat(code).isEqualTo(ExitCodes.INTERRUPTED);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("reading").contains("nothing was");
    assertThat(out).doesNotExist();
  }

  @Test
  void the_line_shows_phases_and_shares_and_goes() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (TrainingLine line = new TrainingLine(new PrintStream(err, true, StandardCharsets.UTF_8))) {
      line.report(Phase.READING, 1, 0);
      line.report(Phase.LEARNING, 1, 4);
      line.report(Phase.LEARNING, 1, 4);
    }

    assertThat(err.toString(StandardCharsets.UTF_8))
        .containsOnlyOnce("\rreading...")
        .containsOnlyOnce("\rlearning...  25 %")
        .endsWith("\r" + " ".repeat(30) + "\r");
  }

  @Test
  void a_text_to_learn_from_is_not_replaced() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.txt"), text);

    for (Path out : List.of(text, folder.resolve("./text.txt"), link)) {
      assertThat(train("--out", out.toString()).failsInOneLine(ExitCodes.USAGE).err())
          .contains("--out " + out + " would replace a text to learn from");
    }
    assertThat(text).hasContent("low lower lowest\n".repeat(30));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void what_cannot_be_replaced_is_told_before_training() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    Run run = train("--size", "1", "--out", pipe.toString()).failsInOneLine(ExitCodes.OUTPUT);

    assertThat(run.err()).contains("--out: cannot write " + pipe + ": it is not a regular file");
  }
}
