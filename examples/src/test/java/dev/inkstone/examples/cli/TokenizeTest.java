package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizeTest {
  @TempDir static Path folder;
  private static String words = "";
  private static String gguf = "";

  @BeforeAll
  static void writeTokenizers() throws IOException {
    Files.write(
        folder.resolve("vocab.txt"),
        List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "ink", "##stone", "水"));
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"do_lower_case\": true}");
    words = folder.toString();
    Path file = folder.resolve("tiny.gguf");
    new TinyModel(1).write(file);
    gguf = file.toString();
  }

  @Test
  void shows_each_token_with_place_and_reason() {
    String out =
        Run.of("tokenize", "--tokenizer", words, "--text", "Inkstone 水\t!").succeeds().out();

    assertThat(out.lines())
        .containsExactly(
            "#  id  start  end  reason         token    text",
            "0   2      -    -  special token  [CLS]",
            "1   4      0    3  vocabulary     ink      \"Ink\"",
            "2   5      3    8  vocabulary     ##stone  \"stone\"",
            "3   6      9   10  vocabulary     水       \"水\"",
            "4   1     11   12  unknown        [UNK]    \"!\"",
            "5   3      -    -  special token  [SEP]",
            "",
            "6 tokens, 12 characters");
  }

  @Test
  void prints_the_ids_of_each_line_of_a_file() throws IOException {
    Path text = Files.writeString(folder.resolve("text.txt"), "ink 水\r\n\ninkstone\n");

    assertThat(lines("--text-file", text.toString(), "--ids"))
        .containsExactly("2,4,6,3", "2,3", "2,4,5,3");
    assertThat(lines("--text-file", text.toString(), "--ids", "--no-special"))
        .containsExactly("4,6", "", "4,5");
  }

  @Test
  void every_line_has_its_ids_the_empty_ones_at_the_end_too() throws IOException {
    Path text = Files.writeString(folder.resolve("ends.txt"), "ink\n\n\n");

    assertThat(lines("--text-file", text.toString(), "--ids"))
        .containsExactly("2,4,3", "2,3", "2,3");
    assertThat(lines("--text", "", "--ids")).containsExactly("2,3");
  }

  @Test
  void refuses_a_text_that_is_not_utf_8() throws IOException {
    Path latin = Files.write(folder.resolve("latin.txt"), new byte[] {'a', (byte) 0xE9});

    assertThat(fails(ExitCodes.DATA, "--text-file", latin.toString()))
        .contains("text file " + latin + ": byte 1 is not UTF-8");
  }

  @Test
  void reads_standard_input() {
    String[] args = {"tokenize", "--tokenizer", words, "--ids", "--no-special"};
    assertThat(Run.withInput("ink\n", args).succeeds().out()).isEqualToNormalizingNewlines("4\n");
    String[] dash = {"tokenize", "--tokenizer", words, "--ids", "--text-file", "-"};
    assertThat(Run.withInput("ink\n", dash).succeeds().out())
        .isEqualToNormalizingNewlines("2,4,3\n");
  }

  @Test
  void prints_json_of_a_gguf_tokenizer() throws IOException {
    Run run = Run.of("tokenize", "--tokenizer", gguf, "--text", "a\u0000\n水", "--json").succeeds();
    JsonNode json = new ObjectMapper().readTree(run.out());

    assertThat(json).hasSize(1 + 3 + 3);
    assertThat(json.get(0).get("reason").textValue()).isEqualTo("special token");
    assertThat(json.get(2).get("text").textValue()).isEqualTo("\u0000");
    assertThat(json.get(6).get("reason").textValue()).isEqualTo("byte fallback");
    assertThat(json.get(6).get("text").textValue()).isEqualTo("水");
  }

  @Test
  void markup_in_the_text_is_text() {
    assertThat(lines("--text", "[SEP]", "--ids", "--no-special").getFirst()).doesNotContain("3");
  }

  @Test
  void says_what_is_wrong() {
    assertThat(fails(ExitCodes.USAGE, "--text", "a", "--text-file", "b"))
        .contains("--text and --text-file exclude each other");
    assertThat(fails(ExitCodes.USAGE, "--text", "a", "--ids", "--json"))
        .contains("--ids and --json exclude each other");
    assertThat(fails(ExitCodes.USAGE, "--text-file", "")).contains("--text-file is empty");
    Run unnamed =
        Run.of("tokenize", "--tokenizer", "", "--text", "a").failsInOneLine(ExitCodes.USAGE);
    assertThat(unnamed.err()).contains("--tokenizer is empty");
    assertThat(fails(ExitCodes.NO_INPUT, "--text-file", "no.txt"))
        .contains("text file not found: no.txt");
    Run missing =
        Run.of("tokenize", "--tokenizer", "no.json", "--text", "a")
            .failsInOneLine(ExitCodes.NO_INPUT);
    assertThat(missing.err()).contains("tokenizer not found: no.json");
  }

  private static List<String> lines(String... options) {
    return Run.of(with(options)).succeeds().out().lines().toList();
  }

  private static String fails(int code, String... options) {
    return Run.of(with(options)).failsInOneLine(code).err();
  }

  private static String[] with(String... options) {
    String[] args = new String[options.length + 3];
    args[0] = "tokenize";
    args[1] = "--tokenizer";
    args[2] = words;
    System.arraycopy(options, 0, args, 3, options.length);
    return args;
  }
}
