package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts on the command line, in files and piped in. */
class TextInputTest {
  @TempDir static Path folder;
  private static String model = "";

  @BeforeAll
  static void writeModel() {
    Path file = folder.resolve("tiny.gguf");
    new TinyModel(1).write(file);
    model = file.toString();
  }

  @Test
  void a_value_that_begins_with_an_at_sign_names_no_file() throws IOException {
    Path file = Files.writeString(folder.resolve("at.txt"), "stone");

    for (String text : List.of("@" + file, "@@ink")) {
      Run run = Run.of("tokenize", "--tokenizer", model, "--text", text).succeeds();

      assertThat(run.out()).contains(text.length() + " characters");
    }
    Run.of("generate", "-m", model, "-p", "@" + file, "-n", "1").succeeds();
  }

  @Test
  void text_that_is_not_utf8_is_refused_with_its_place() throws IOException {
    Path latin = Files.write(folder.resolve("latin.txt"), new byte[] {'a', (byte) 0xE9, '\n'});

    assertThat(refused("generate", "-m", model, "-f", latin.toString()))
        .contains("prompt file " + latin + ": byte 1 is not UTF-8: convert the text");
    assertThat(refused("chat", "-m", model, "--chat-template", latin.toString()))
        .contains("chat template " + latin + ": byte 1 is not UTF-8");
  }

  private static String refused(String... args) {
    return Run.of(args).failsInOneLine(ExitCodes.DATA).err();
  }

  @Test
  void piped_bytes_that_are_not_utf8_are_refused_with_their_place() {
    byte[] latin = {'i', 'n', 'k', '\n', 'a', (byte) 0xE9, '\n'};

    assertThat(piped(latin, "generate", "-m", model).err())
        .contains("standard input: byte 5 is not UTF-8");
    assertThat(piped(latin, "generate", "-m", model, "-p", "-").err())
        .contains("standard input: byte 5 is not UTF-8");
    assertThat(piped(latin, "chat", "-m", model, "-n", "1").err())
        .contains("line 2 of standard input: byte 1 is not UTF-8");
  }

  private static Run piped(byte[] input, String... args) {
    Run run = Run.withBytes(input, args);
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCodes.DATA);
    return run;
  }

  @Test
  void a_byte_order_mark_is_no_text() throws IOException {
    Path marked = Files.writeString(folder.resolve("marked.txt"), "\uFEFFink");

    assertThat(
            Run.of("tokenize", "--tokenizer", model, "--text-file", marked.toString())
                .succeeds()
                .out())
        .contains("3 characters");
    assertThat(Run.withInput("\uFEFFink", "tokenize", "--tokenizer", model).succeeds().out())
        .contains("3 characters");
  }
}
