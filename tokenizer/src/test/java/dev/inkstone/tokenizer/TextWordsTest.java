package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextWordsTest {
  private static final String BYTE_LEVEL =
      """
      {"normalizer": {"type": "NFC"}, "pre_tokenizer": {"type": "ByteLevel"},
       "model": {"type": "BPE"}}
      """;

  private static TextWords words(String json) {
    return TextWords.of(json.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> words(String json, String text) {
    List<String> words = new ArrayList<>();
    words(json).forEach(text, words::add);
    return words;
  }

  private static String metaspace(String scheme) {
    return """
    {"pre_tokenizer": {"type": "Metaspace", "prepend_scheme": "%s"}, "model": {"type": "BPE"}}
    """
        .formatted(scheme);
  }

  @Test
  void byte_level_words_are_spelled_in_the_byte_alphabet() {
    assertThat(words(BYTE_LEVEL, "caf\u00E9 is  cafe\u0301"))
        .containsExactly("caf\u00C3\u00A9", "\u0120is", "\u0120", "\u0120caf\u00C3\u00A9");
  }

  @Test
  void byte_level_words_have_a_fixed_alphabet_and_others_none() {
    assertThat(words(BYTE_LEVEL).alphabet()).hasSize(256).contains("a", "\u0120", "\u00A9");
    assertThat(words(metaspace("always")).alphabet()).isEmpty();
  }

  @Test
  void spaces_are_spelled_where_the_scheme_says() {
    assertThat(words(metaspace("always"), "a b")).containsExactly("\u2581a", "\u2581b");
    assertThat(words(metaspace("first"), "a b")).containsExactly("\u2581a", "\u2581b");
    assertThat(words(metaspace("never"), "a b")).containsExactly("a", "\u2581b");
  }

  @Test
  void normalizer_and_words_are_those_of_the_file() {
    String bert =
        """
        {"normalizer": {"type": "BertNormalizer"}, "pre_tokenizer": {"type": "BertPreTokenizer"},
         "model": {"type": "WordPiece"}}
        """;

    assertThat(words(bert, " \u00C4pfel, \tb!! ")).containsExactly("apfel", ",", "b", "!", "!");
  }

  @Test
  void a_lone_surrogate_is_the_replacement_character() {
    assertThat(words(metaspace("never"), "a\uD83D")).containsExactly("a\uFFFD");
  }

  @Test
  void what_is_not_understood_is_named() {
    assertThatExceptionOfType(ModelFormatException.class).isThrownBy(() -> words("[1]"));
    assertThatExceptionOfType(UnsupportedModelException.class)
        .isThrownBy(() -> words("{\"pre_tokenizer\": {\"type\": \"Odd\"}}"))
        .withMessageContaining("Odd");
  }
}
