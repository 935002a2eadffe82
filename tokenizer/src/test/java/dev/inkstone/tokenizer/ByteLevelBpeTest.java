package dev.inkstone.tokenizer;

import static dev.inkstone.tokenizer.SmallVocabularies.byteLevel;
import static dev.inkstone.tokenizer.SmallVocabularies.spelled;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteLevelBpeTest {
  private static final List<String> MERGES =
      List.of("u n", "h a", "p p", "ha pp", "happ i", "n e", "s s", "ne ss", "a a", "aa aa");

  @Test
  void merges_by_rank() {
    Tokenizer tokenizer = GgufTokenizers.from(byteLevel("gpt-2", MERGES));
    assertThat(spelled(tokenizer, "unhappiness")).containsExactly("un", "happi", "ness");
  }

  @Test
  void merges_the_leftmost_of_equal_pairs() {
    Tokenizer tokenizer = GgufTokenizers.from(byteLevel("gpt-2", List.of("a a")));
    assertThat(spelled(tokenizer, "aaa")).containsExactly("aa", "a");
  }

  @Test
  void never_merges_over_pieces() {
    Tokenizer tokenizer = GgufTokenizers.from(byteLevel("gpt-2", List.of("a Ġ", "Ġ b")));
    assertThat(spelled(tokenizer, "a b")).containsExactly("a", "Ġb");
  }

  @Test
  void takes_whole_pieces_where_the_family_ignores_merges() {
    Map<String, Object> plain = withToken(byteLevel("dbrx", List.of("x y", "y z")), "xyz");
    Map<String, Object> whole = withToken(byteLevel("llama-bpe", List.of("x y", "y z")), "xyz");
    assertThat(spelled(GgufTokenizers.from(plain), "xyz")).containsExactly("xy", "z");
    assertThat(spelled(GgufTokenizers.from(whole), "xyz")).containsExactly("xyz");
  }

  @Test
  void spells_a_merge_that_is_no_token_byte_by_byte() {
    Map<String, Object> metadata = byteLevel("gpt-2", List.of("a b"));
    List<String> tokens = tokens(metadata);
    tokens.set(tokens.indexOf("ab"), "other");
    metadata.put("tokenizer.ggml.tokens", tokens);
    assertThat(spelled(GgufTokenizers.from(metadata), "ab")).containsExactly("a", "b");
  }

  @Test
  void composes_text_for_qwen() {
    Tokenizer tokenizer = GgufTokenizers.from(byteLevel("qwen2", MERGES));
    assertThat(tokenizer.encode("e\u0301")).containsExactly(tokenizer.encode("\u00E9"));
  }

  @Test
  void adds_nothing_by_default_but_for_the_families_that_do() {
    for (String pre : List.of("gpt-2", "llama-bpe", "tekken", "qwen2")) {
      Map<String, Object> metadata = byteLevel(pre, MERGES, "<begin>");
      metadata.put("tokenizer.ggml.bos_token_id", 256L + MERGES.size());
      List<String> spelled = spelled(GgufTokenizers.from(metadata), "a", EncodeOptions.ADD_SPECIAL);
      boolean adds = pre.equals("llama-bpe") || pre.equals("tekken");
      assertThat(spelled).as(pre).isEqualTo(adds ? List.of("<begin>", "a") : List.of("a"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "default",
        "gpt-2",
        "starcoder",
        "falcon",
        "llama-bpe",
        "dbrx",
        "stablelm2",
        "deepseek-llm",
        "deepseek-coder",
        "deepseek-v3",
        "gpt-4o",
        "tekken"
      })
  void decoding_gives_every_code_point_back(String pre) {
    Tokenizer tokenizer = GgufTokenizers.from(byteLevel(pre, MERGES));
    String text = SmallVocabularies.everyCodePoint();
    assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", " ", "\u0301", "\uD800", "\n", "aA", "中", "'", "7", "\u00AA", " \n"})
  void long_runs_complete(String unit) {
    String text = unit.repeat(200_000 / unit.length());
    for (String pre : List.of("default", "llama-bpe", "deepseek-llm", "deepseek-v3", "gpt-4o")) {
      Tokenizer tokenizer = GgufTokenizers.from(byteLevel(pre, MERGES));
      assertThat(tokenizer.decode(tokenizer.encode(text)))
          .as(pre)
          .isEqualTo(text.replace('\uD800', '\uFFFD'));
    }
  }

  private static Map<String, Object> withToken(Map<String, Object> metadata, String token) {
    List<String> tokens = tokens(metadata);
    tokens.add(token);
    metadata.put("tokenizer.ggml.tokens", tokens);
    metadata.remove("tokenizer.ggml.token_type");
    return metadata;
  }

  private static List<String> tokens(Map<String, Object> metadata) {
    List<String> tokens = new ArrayList<>();
    if (metadata.get("tokenizer.ggml.tokens") instanceof List<?> list) {
      list.forEach(token -> tokens.add(String.valueOf(token)));
    }
    return tokens;
  }
}
