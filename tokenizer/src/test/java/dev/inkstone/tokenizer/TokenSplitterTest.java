package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cutting at a number of tokens, and counting a text that grows. */
class TokenSplitterTest {
  private static final Tokenizer BYTES =
      GgufTokenizers.from(
          SmallVocabularies.byteLevel(
              "llama-bpe", List.of("t h", "th e", "Ġ the", "a b", "ab c", "Ċ Ċ", "Ġ Ġ")));
  private static final Tokenizer PIECES =
      SmallVocabularies.sentencePiece()
          .bytes()
          .pieces("▁the", "th", "▁th", "ab", "▁", "a", "b", "c", "t", "h", "e", "▁a", "ca")
          .tokenizer();

  @TempDir Path folder;

  @Test
  void cuts_between_characters_and_tokens() {
    assertThat(BYTES.truncate("the the the", 2)).isEqualTo("the the");
    assertThat(BYTES.truncate("the the", 2)).isEqualTo("the the");
    assertThat(BYTES.truncate("a😁", 4)).as("an emoji has four bytes").isEqualTo("a");
    assertThat(BYTES.truncate("a😁", 5)).isEqualTo("a😁");
    assertThat(BYTES.truncate("😁", 3)).isEmpty();
    assertThat(BYTES.truncate("", 3)).isEmpty();
    assertThat(BYTES.split("the abc the", 1, 0))
        .containsExactly(
            new TextSpan(0, 3), new TextSpan(3, 4), new TextSpan(4, 7), new TextSpan(7, 11));
    assertThat(BYTES.split("", 4, 0)).isEmpty();
    assertThatThrownBy(() -> BYTES.split("ab😁", 3, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the character at 2 needs more tokens");
    assertThatThrownBy(() -> BYTES.split("abc", 3, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("overlap is 3, expected 0 to 2");
    assertThatThrownBy(() -> BYTES.truncate("abc", 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takes_characters_that_the_normalizer_composed_as_a_whole() {
    String syllable = "\u1112\u1161\u11ab";
    String bytes = ByteAlphabet.spelling("\ud55c".getBytes(StandardCharsets.UTF_8));
    String first = bytes.substring(0, 1) + " " + bytes.substring(1, 2);
    String second = bytes.substring(0, 2) + " " + bytes.substring(2);
    Tokenizer tokenizer =
        GgufTokenizers.from(SmallVocabularies.byteLevel("qwen2", List.of(first, second)));
    assertThat(tokenizer.count(syllable)).isEqualTo(1);
    assertThat(tokenizer.truncate("a" + syllable + "b", 2)).isEqualTo("a" + syllable);
  }

  @Test
  void parts_share_tokens_on_demand() {
    assertThat(BYTES.split("the the the the", 3, 1))
        .extracting(span -> span.of("the the the the"))
        .containsExactly("the the the", " the the");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void parts_cover_any_text_and_none_is_too_long(long seed) {
    Random random = new Random(seed);
    for (Tokenizer tokenizer : List.of(BYTES, PIECES)) {
      for (int round = 0; round < 200; round++) {
        String text = randomText(random, random.nextInt(80));
        int max = 5 + random.nextInt(10);
        int overlap = random.nextInt(3);
        int covered = 0;
        for (TextSpan part : tokenizer.split(text, max, overlap)) {
          assertThat(part.start()).as(text).isLessThanOrEqualTo(covered);
          assertThat(tokenizer.count(part.of(text))).as(text).isBetween(0, max);
          assertThat(part.end()).as(text).isGreaterThan(covered);
          covered = part.end();
        }
        assertThat(covered).as(text).isEqualTo(text.length());
        assertThat(tokenizer.count(tokenizer.truncate(text, max))).isLessThanOrEqualTo(max);
        assertThat(text).startsWith(tokenizer.truncate(text, max));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void counts_a_growing_text_as_if_it_were_given_at_once(long seed) {
    Random random = new Random(seed);
    for (Tokenizer tokenizer : List.of(BYTES, PIECES)) {
      for (int round = 0; round < 100; round++) {
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

  private static String randomText(Random random, int length) {
    String[] parts = {
      "the", "a", "b", "c", " ", " ", "  ", "\n", "\n\n", "中", "😁", "1", "'s", "é", "▁"
    };
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }
}
