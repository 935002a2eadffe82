package dev.inkstone.tokenizer;

import static dev.inkstone.tokenizer.SmallVocabularies.spelled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.error.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** BPE in its general form and WordLevel; ids were checked with Hugging Face's library. */
class WordModelsTest {
  private static final String WORDS =
      """
      {"added_tokens": [{"id": 0, "content": "[UNK]", "special": true, "normalized": false}],
       "normalizer": %s, "pre_tokenizer": %s,
       "model": {"type": "WordLevel", "unk_token": "%s", "vocab":
        {"[UNK]": 0, "hello": 1, "world": 2, "!": 3}}}
      """;

  private static final String NONE = "null";

  @TempDir Path folder;

  @Test
  void word_level_takes_whole_words() throws IOException {
    Tokenizer tokenizer =
        load(WORDS.formatted("{\"type\": \"Lowercase\"}", "{\"type\": \"Whitespace\"}", "[UNK]"));
    assertThat(spelled(tokenizer, "Hello worlds, WORLD!"))
        .containsExactly("hello", "[UNK]", "[UNK]", "world", "!");
    assertThat(tokenizer.decode(1, 0, 2, 3)).isEqualTo("hello world !");
    assertThat(tokenizer.specialTokens().unk()).hasValue(0);
  }

  @Test
  void word_level_without_an_unknown_token_says_so() throws IOException {
    Tokenizer tokenizer = load(WORDS.formatted("null", "{\"type\": \"Whitespace\"}", "<unk>"));
    assertThat(spelled(tokenizer, "hello")).containsExactly("hello");
    assertThatThrownBy(() -> tokenizer.encode("secret"))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("unk_token")
        .hasMessageNotContaining("secret");
  }

  @Test
  void characters_that_continue_a_word_have_a_prefix() throws IOException {
    Tokenizer tokenizer = load(bpe(NONE, false, false, false, "\"##\"", NONE, "##b ##c", "a ##bc"));
    assertThat(spelled(tokenizer, "abc ab b")).containsExactly("abc", "a", "##b", "b");
  }

  @Test
  void the_character_that_ends_a_word_has_a_suffix() throws IOException {
    Tokenizer tokenizer = load(bpe(NONE, false, false, false, NONE, "\"</w>\"", "a b", "a b</w>"));
    assertThat(spelled(tokenizer, "ab aba b")).containsExactly("ab</w>", "ab", "a</w>", "b</w>");
    Tokenizer both = load(bpe(NONE, false, false, false, "\"##\"", "\"</w>\""));
    assertThat(spelled(both, "ab b")).containsExactly("a", "##b</w>", "b</w>");
  }

  @Test
  void what_has_no_token_becomes_unknown_or_bytes_or_nothing() throws IOException {
    String unknown = "\"[UNK]\"";
    assertThat(spelled(load(bpe(unknown, false, false, false, NONE, NONE)), "axyb é"))
        .containsExactly("a", "[UNK]", "[UNK]", "b", "[UNK]");
    assertThat(spelled(load(bpe(unknown, true, false, false, NONE, NONE)), "axyb é"))
        .containsExactly("a", "[UNK]", "b", "[UNK]");
    assertThat(spelled(load(bpe(unknown, true, true, false, NONE, NONE)), "aéx"))
        .containsExactly("a", "<0xC3>", "<0xA9>", "[UNK]");
    assertThat(spelled(load(bpe(NONE, false, false, false, NONE, NONE, "a b")), "axb"))
        .as("what is left out does not keep its neighbours apart")
        .containsExactly("ab");
  }

  @Test
  void a_word_that_is_a_token_needs_no_merges_where_the_file_says_so() throws IOException {
    assertThat(spelled(load(bpe(NONE, false, false, true, NONE, NONE)), "cab abc ca"))
        .containsExactly("cab", "abc", "c", "a");
    assertThat(spelled(load(bpe(NONE, false, false, false, NONE, NONE)), "cab"))
        .containsExactly("c", "a", "b");
  }

  @Test
  @Timeout(60)
  void a_megabyte_without_a_break_is_merged_in_time() throws IOException {
    Tokenizer tokenizer = load(bpe(NONE, false, false, false, NONE, "\"</w>\"", "a b", "a b</w>"));
    assertThat(tokenizer.count("ab".repeat(1 << 19))).isEqualTo(1 << 19);
  }

  @Test
  void says_which_symbol_of_a_merge_is_missing() {
    assertThatThrownBy(() -> load(bpe(NONE, false, false, false, "\"##\"", NONE, "b ##c")))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("'bc'");
  }

  private static String bpe(
      String unknown,
      boolean fuses,
      boolean bytes,
      boolean whole,
      String prefix,
      String suffix,
      String... merges) {
    String list = merges.length == 0 ? "[]" : "[\"%s\"]".formatted(String.join("\", \"", merges));
    return """
      {"added_tokens": [{"id": 0, "content": "[UNK]", "special": true, "normalized": false}],
       "normalizer": null, "pre_tokenizer": {"type": "Whitespace"},
       "model": {"type": "BPE", "unk_token": %s, "fuse_unk": %s, "byte_fallback": %s,
        "ignore_merges": %s, "continuing_subword_prefix": %s, "end_of_word_suffix": %s,
        "vocab": {"[UNK]": 0, "a": 1, "b": 2, "ab": 3, "##b": 4, "##c": 5, "##bc": 6, "abc": 7,
         "b</w>": 8, "ab</w>": 9, "c": 10, "<0xC3>": 11, "<0xA9>": 12, "cab": 13, "##b</w>": 14,
         "a</w>": 15},
        "merges": %s}}
      """
        .formatted(unknown, fuses, bytes, whole, prefix, suffix, list);
  }

  private Tokenizer load(String json) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    Files.writeString(file, json);
    return HuggingFaceTokenizers.load(file);
  }
}
