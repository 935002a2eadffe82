package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Counting a text that grows. */
class TokenCounterTest {
  private static final List<String> MERGES =
      List.of("t h", "th e", "Ġ the", "a b", "ab c", "Ċ Ċ", "Ġ Ġ");
  private static final List<String> SENTENCES =
      List.of(
          "Ein Satz mit Wörtern",
          "Слова на русском языке",
          "हिन्दी में एक वाक्य है",
          "ภาษาไทย เขียนติดกัน",
          "한국어 문장 입니다",
          "ქართული ენა არის",
          "كلمات عربية قليلة",
          "我们今天去北京，明天回来。",
          "日本語の文、もう一つ。",
          "1 22 333, 4444");

  @TempDir Path folder;

  private static List<Tokenizer> tokenizers() {
    List<Tokenizer> all = new ArrayList<>();
    for (String family : List.of("llama-bpe", "gpt-2", "gpt-4o", "qwen2", "deepseek-v3")) {
      all.add(GgufTokenizers.from(SmallVocabularies.byteLevel(family, MERGES)));
    }
    for (String family : List.of("deepseek-llm", "deepseek-coder", "default", "starcoder")) {
      all.add(GgufTokenizers.from(SmallVocabularies.byteLevel(family, MERGES)));
    }
    all.add(pieces().tokenizer());
    all.add(pieces().pieces("b，", "a,", "中，", "，中").withoutPrefix());
    all.add(pieces().pieces("b▁a").tokenizer());
    all.add(spaceBehind());
    return all;
  }

  /** A SentencePiece model that puts a space behind every text. */
  private static Tokenizer spaceBehind() {
    ProtobufWriter model = new ProtobufWriter();
    addPiece(model, "<unk>", 2);
    for (int value = 0; value < 256; value++) {
      addPiece(model, "<0x%02X>".formatted(value), 6);
    }
    for (String piece : List.of("a", "b", "▁", ",", "b▁", "ab▁", "c")) {
      addPiece(model, piece, 1);
    }
    model.message(2, new ProtobufWriter().varint(3, 2).varint(24, 1));
    return SentencePieceTokenizers.from(
        SentencePieceFile.parse(model.toByteArray(), "test.model"), HuggingFaceConfig.NONE);
  }

  private static void addPiece(ProtobufWriter model, String piece, int type) {
    model.message(1, new ProtobufWriter().text(1, piece).binary32(2, 0).varint(3, type));
  }

  private static SmallVocabularies.SentencePiece pieces() {
    return SmallVocabularies.sentencePiece()
        .bytes()
        .pieces("▁the", "th", "▁th", "ab", "▁", "a", "b", "c", "t", "h", "e", "▁a", "ca");
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void counts_a_growing_text_as_if_it_were_given_at_once(long seed) {
    Random random = new Random(seed);
    for (Tokenizer tokenizer : tokenizers()) {
      for (int round = 0; round < 15; round++) {
        TokenCounter counter = tokenizer.counter();
        StringBuilder whole = new StringBuilder();
        for (int i = 0; i < 30; i++) {
          String more = randomText(random, random.nextInt(6));
          whole.append(more);
          counter.append(more);
          assertThat(counter.count())
              .as(whole.toString())
              .isEqualTo(tokenizer.encode(whole.toString()).length)
              .isEqualTo(tokenizer.count(whole.toString()));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\": 4, \"content\": \"ab \"}",
        "{\"id\": 4, \"content\": \"ab\", \"rstrip\": true}"
      })
  void counts_added_tokens_that_reach_over_a_space(String added) throws IOException {
    Tokenizer tokenizer =
        load(
            """
            {"added_tokens": [%s],
             "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false},
             "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "Ġ": 2}, "merges": []}}
            """
                .formatted(added));
    assertThat(tokenizer.count("ab b")).isEqualTo(2);
    assertThat(counted(tokenizer, "ab b")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"String\": \"a b\"}', x, 1",
    "'{\"Regex\": \"a[ ]b\"}', x, 1",
    "'{\"Regex\": \"\\\\s+\"}', '', 1",
    "'{\"Regex\": \"\\\\s+\"}', ' ', 2",
    "'{\"Regex\": \" {2,}\"}', '', 2"
  })
  void counts_what_a_normalizer_replaces_over_a_space(String pattern, String by, int expected)
      throws IOException {
    Tokenizer tokenizer =
        load(
            """
            {"normalizer": {"type": "Replace", "pattern": %s, "content": "%s"},
             "pre_tokenizer": {"type": "Whitespace"},
             "model": {"type": "WordLevel", "unk_token": "u", "vocab": {"u": 0, "a": 1, "b": 2}}}
            """
                .formatted(pattern, by));
    assertThat(tokenizer.count("a b")).isEqualTo(expected);
    assertThat(counted(tokenizer, "a b")).isEqualTo(expected);
  }

  private static int counted(Tokenizer tokenizer, String text) {
    TokenCounter counter = tokenizer.counter();
    text.chars().mapToObj(Character::toString).forEach(counter::append);
    return counter.count();
  }

  private Tokenizer load(String json) throws IOException {
    return Tokenizer.load(Files.writeString(folder.resolve("tokenizer.json"), json));
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama-bpe", "gpt-2", "gpt-4o", "qwen2", "deepseek-v3", "falcon"})
  void settles_text_in_any_script(String family) {
    Tokenizer tokenizer = GgufTokenizers.from(SmallVocabularies.byteLevel(family, MERGES));
    for (String sentence : SENTENCES) {
      assertThat(unsettled(tokenizer, sentence.repeat(20))).as(sentence).isLessThan(30);
    }
  }

  @Test
  void settles_where_the_letters_of_a_model_allow() {
    Tokenizer tokenizer = GgufTokenizers.from(SmallVocabularies.byteLevel("deepseek-llm", MERGES));
    assertThat(unsettled(tokenizer, "Слова на русском ".repeat(9))).isLessThan(30);
    String hebrew = "שלום עולם ".repeat(9);
    assertThat(unsettled(tokenizer, hebrew)).as("no cut there").isEqualTo(hebrew.length());
  }

  @Test
  void settles_nothing_over_which_pieces_reach() {
    String text = "ab ab ".repeat(9);
    assertThat(unsettled(pieces().tokenizer(), text)).isLessThan(10);
    assertThat(unsettled(pieces().pieces("b▁a").tokenizer(), text)).isEqualTo(text.length());
    String chinese = "中文，中文".repeat(9);
    assertThat(unsettled(pieces().pieces("，中").tokenizer(), chinese)).isLessThan(10);
    assertThat(unsettled(spaceBehind(), "ab,ab,ab")).as("all may end in it").isEqualTo(8);
    assertThat(unsettled(pieces().pieces("文", "文，").tokenizer(), chinese))
        .isEqualTo(chinese.length());
  }

  @Test
  void counts_words_behind_an_added_token() throws IOException {
    Tokenizer tokenizer =
        load(
            """
            {"added_tokens": [{"id": 5, "content": "xy", "normalized": false}],
             "normalizer": {"type": "Sequence", "normalizers": [
               {"type": "Prepend", "prepend": "▁"},
               {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]},
             "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "▁": 2, "x": 3, "y": 4}, "merges": []}}
            """);
    assertThat(tokenizer.count("xy b")).as("it gets a space of its own").isEqualTo(4);
    assertThat(counted(tokenizer, "a xy b a")).isEqualTo(tokenizer.count("a xy b a"));
  }

  private static int unsettled(Tokenizer tokenizer, String text) {
    TokenCounter counter = tokenizer.counter();
    text.chars().mapToObj(Character::toString).forEach(counter::append);
    assertThat(counter.count()).as(text).isEqualTo(tokenizer.count(text));
    return counter.unsettled();
  }

  private static String randomText(Random random, int length) {
    String[] parts = {
      "the",
      "a",
      "b",
      "c",
      " ",
      " ",
      "  ",
      "\n",
      "\n\n",
      "中",
      "，",
      "，",
      ",",
      "😁",
      "1",
      "'s",
      "é",
      "▁",
      "д",
      "हि",
      "क\u094D",
      "か",
      "\u0301",
      "ab",
      "١",
      "\u3000",
      "-",
      "\uD835\uDC00"
    };
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }
}
