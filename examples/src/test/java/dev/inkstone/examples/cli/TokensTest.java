package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  @TempDir static Path folder;
  private static String gguf = "";
  private static String words = "";

  @BeforeAll
  static void writeTokenizers() throws IOException {
    Path file = folder.resolve("tiny.gguf");
    new TinyModel(1).write(file);
    gguf = file.toString();
    Path bert = Files.createDirectories(folder.resolve("bert"));
    Files.write(bert.resolve("vocab.txt"), List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "ink", "水"));
    words = bert.resolve("vocab.txt").toString();
  }

  private static String text(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  @Test
  void compares_tokenizers_on_the_sample() {
    String out = Run.of("tokens", "--tokenizer", gguf, "--tokenizer", words).succeeds().out();

    assertThat(out.lines().filter(line -> line.contains(" tiny.gguf "))).hasSize(7);
    List<String> chinese = out.lines().filter(line -> line.startsWith("zh ")).toList();
    assertThat(chinese.get(0)).contains(" 1  tiny.gguf", "lossless");
    assertThat(chinese.get(1)).as("the folder names it").contains(" 2  bert", "lossy");
    assertThat(out).contains("chars in 8192", "those of 'en'");
  }

  @Test
  void compares_texts_of_the_user_with_any_pivot_and_context() throws IOException {
    JsonNode json =
        new ObjectMapper()
            .readTree(
                Run.withInput(
                        "水\n",
                        "tokens",
                        "--tokenizer=mine=" + gguf,
                        "--text-file=" + text("en.txt", "ink\n"),
                        "--text-file=zh=-",
                        "--pivot=zh",
                        "--context=30",
                        "--format=json")
                    .succeeds()
                    .out());

    assertThat(json.get("pivot").textValue()).isEqualTo("zh");
    JsonNode english = json.get("rows").get(0);
    assertThat(english.get("language").textValue()).isEqualTo("en");
    assertThat(english.get("tokenizer").textValue()).isEqualTo("mine");
    assertThat(english.get("characters").intValue()).isEqualTo(3);
    JsonNode chinese = json.get("rows").get(1);
    assertThat(chinese.get("tokens").intValue()).as("three bytes").isEqualTo(3);
    assertThat(chinese.get("byteFallbackShare").intValue()).isEqualTo(1);
    assertThat(chinese.get("charactersInContext").intValue()).isEqualTo(10);
    assertThat(english.get("premium").doubleValue())
        .isEqualTo(english.get("tokens").intValue() / 3.0);
  }

  @Test
  void prints_csv_and_markdown() {
    assertThat(Run.of("tokens", "--tokenizer", gguf, "--format", "csv").succeeds().out())
        .startsWith("language,rank,tokenizer,")
        .contains("\r\nzh,1,tiny.gguf,");
    assertThat(Run.of("tokens", "--tokenizer", gguf, "--format", "Markdown").succeeds().out())
        .startsWith("| lang | rank |");
  }

  @Test
  void says_what_is_wrong_with_the_command_line() throws IOException {
    assertThat(Run.of("tokens").failsInOneLine(ExitCodes.USAGE).err()).contains("--tokenizer");
    assertThat(fails("--pivot", "xx")).contains("--pivot is 'xx', expected one of en, zh");
    assertThat(fails("--context", "0")).contains("--context is 0, expected at least 1");
    assertThat(fails("--format", "xml")).contains("xml");
    assertThat(fails("--tokenizer", gguf)).contains("two tokenizers are called 'tiny.gguf'");
    String text = text("a.txt", "a");
    assertThat(fails("--text-file", text, "--text-file", text))
        .contains("two texts are called 'a'", "LANG=FILE");
    assertThat(fails("--text-file", "zh=")).contains("--text-file is empty");
    assertThat(fails("--tokenizer", "a=")).contains("--tokenizer is empty");
    String[] twice = {"tokens", "--tokenizer", gguf, "--text-file", "en=-", "--text-file", "zh=-"};
    assertThat(Run.withInput("ink", twice).failsInOneLine(ExitCodes.USAGE).err())
        .contains("standard input is the text of two languages");
  }

  private static String fails(String... more) {
    String[] args = {"tokens", "--tokenizer", gguf};
    String[] all = new String[args.length + more.length];
    System.arraycopy(args, 0, all, 0, args.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return Run.of(all).failsInOneLine(ExitCodes.USAGE).err();
  }

  @Test
  void says_what_is_wrong_with_a_file() throws IOException {
    Run missing = Run.of("tokens", "--tokenizer", "no.gguf").failsInOneLine(ExitCodes.NO_INPUT);
    assertThat(missing.err()).contains("tokenizer not found: no.gguf");
    Run text =
        Run.of("tokens", "--tokenizer", gguf, "--text-file", "en=no.txt")
            .failsInOneLine(ExitCodes.NO_INPUT);
    assertThat(text.err()).contains("text file not found: no.txt");
    Run empty =
        Run.of("tokens", "--tokenizer", gguf, "--text-file", text("empty.txt", "\n"))
            .failsInOneLine(ExitCodes.DATA);
    assertThat(empty.err()).contains("the text is empty", "empty.txt");
    Run nothing =
        Run.withInput("\n", "tokens", "--tokenizer", gguf, "--text-file", "-")
            .failsInOneLine(ExitCodes.DATA);
    assertThat(nothing.err()).contains("the text is empty: standard input");
    Path latin = Files.write(folder.resolve("l.txt"), "é".getBytes(StandardCharsets.ISO_8859_1));
    Run encoding =
        Run.of("tokens", "--tokenizer", gguf, "--text-file", latin.toString())
            .failsInOneLine(ExitCodes.DATA);
    assertThat(encoding.err()).contains("l.txt is not UTF-8");
    Run foreign =
        Run.of("tokens", "--tokenizer", text("x.bin", "nothing")).failsInOneLine(ExitCodes.DATA);
    assertThat(foreign.err()).contains("x.bin");
  }
}
