package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GgufTokenizersTest {

  @Test
  void rejects_an_unknown_model_and_names_the_known_ones() {
    assertThatThrownBy(() -> GgufTokenizers.from(Map.of("tokenizer.ggml.model", "rwkv")))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContainingAll("'rwkv'", "llama", "gpt2");
  }

  @Test
  void rejects_an_unknown_pre_tokenizer_and_names_the_known_ones() {
    assertThatThrownBy(() -> GgufTokenizers.from(byteLevel("never-heard-of")))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContainingAll("'never-heard-of'", "llama-bpe", "qwen2", "deepseek-v3");
  }

  @Test
  void takes_the_default_pre_tokenizer_where_none_is_named() {
    Map<String, Object> metadata = byteLevel("x");
    metadata.remove("tokenizer.ggml.pre");
    Tokenizer tokenizer = GgufTokenizers.from(metadata);
    assertThat(SmallVocabularies.spelled(tokenizer, "a b")).containsExactly("a", "Ġ", "b");
  }

  @Test
  void names_what_is_missing_or_wrong() {
    rejects(Map.of(), "tokenizer.ggml.model");
    rejects(without("tokens"), "tokenizer.ggml.tokens");
    rejects(without("merges"), "tokenizer.ggml.merges");
    rejects(with("token_type", new int[] {1}), "has 1 elements, expected 257");
    rejects(with("token_type", typesWith(9)), "token_type[256]' is 9");
    rejects(with("merges", List.of("nospace")), "'nospace'");
    rejects(with("tokens", List.of()), "is empty");
    rejects(with("tokens", "text"), "expected an array of strings");
    rejects(with("bos_token_id", "1"), "expected an integer");
    Map<String, Object> noScores = SmallVocabularies.sentencePiece().metadata();
    noScores.remove("tokenizer.ggml.scores");
    rejects(noScores, "tokenizer.ggml.scores");
    noScores.put("tokenizer.ggml.scores", new float[] {0, 0, Float.NaN});
    rejects(noScores, "score of token 2");
    rejects(
        SmallVocabularies.sentencePiece().pieces("x".repeat(1025)).metadata(), "1025 characters");
  }

  @Test
  void an_id_that_is_no_token_is_no_role() {
    Map<String, Object> metadata = byteLevel("gpt-2");
    metadata.put("tokenizer.ggml.bos_token_id", 4294967295L);
    metadata.put("tokenizer.ggml.eos_token_id", 257L);
    metadata.put("tokenizer.ggml.padding_token_id", 256L);
    SpecialTokens special = GgufTokenizers.from(metadata).specialTokens();
    assertThat(special.bos()).isEmpty();
    assertThat(special.eos()).isEmpty();
    assertThat(special.pad()).hasValue(256);
  }

  @Test
  void sentence_piece_has_the_usual_roles_by_default() {
    SpecialTokens special = SmallVocabularies.sentencePiece().tokenizer().specialTokens();
    assertThat(special.unk()).hasValue(0);
    assertThat(special.bos()).hasValue(1);
    assertThat(special.eos()).hasValue(2);
    assertThat(special.addBos()).isTrue();
    assertThat(special.addEos()).isFalse();
    assertThat(special.endOfGeneration()).containsExactly(2);
  }

  @Test
  void collects_every_token_that_ends_an_answer() {
    Map<String, Object> metadata =
        SmallVocabularies.byteLevel(
            "gpt-2", List.of(), "<|eot_id|>", "<|im_end|>", "</s>", "<other>", "<third>", "<pad>");
    metadata.put("tokenizer.ggml.eos_token_id", 259L);
    metadata.put("tokenizer.ggml.eom_token_id", 260L);
    assertThat(GgufTokenizers.from(metadata).specialTokens().endOfGeneration())
        .containsExactlyInAnyOrder(256, 257, 258, 259, 260);
  }

  @Test
  void the_end_of_a_harmony_message_does_not_end_the_answer() {
    Map<String, Object> metadata =
        SmallVocabularies.byteLevel("gpt-4o", List.of(), "<|end|>", "<|return|>", "<|call|>");
    assertThat(GgufTokenizers.from(metadata).specialTokens().endOfGeneration())
        .containsExactlyInAnyOrder(257, 258);
  }

  @Test
  void an_end_token_that_a_converter_left_normal_is_control_all_the_same() {
    Map<String, Object> metadata = SmallVocabularies.byteLevel("gpt-2", List.of(), "<|im_end|>");
    metadata.put("tokenizer.ggml.token_type", typesWith(1));
    Tokenizer tokenizer = GgufTokenizers.from(metadata);
    assertThat(tokenizer.bytes(256)).isEmpty();
    assertThat(tokenizer.encode("<|im_end|>")).hasSize(10).doesNotContain(256);
    assertThat(tokenizer.encode("<|im_end|>", EncodeOptions.PARSE_SPECIAL)).containsExactly(256);
  }

  @ParameterizedTest
  @CsvSource({"4, <|im_start|>", "1, <|im_start|>", "4, <｜User｜>", "4, [INST]", "4, <s>"})
  void markup_that_a_converter_left_text_is_read_only_where_allowed(int type, String markup) {
    Map<String, Object> metadata = SmallVocabularies.byteLevel("gpt-2", List.of(), markup);
    metadata.put("tokenizer.ggml.token_type", typesWith(type));
    Tokenizer tokenizer = GgufTokenizers.from(metadata);
    assertThat(tokenizer.encode(markup)).doesNotContain(256);
    assertThat(tokenizer.encode("a" + markup, EncodeOptions.PARSE_SPECIAL))
        .containsExactly('a', 256);
    assertThat(tokenizer.decode(256)).isEqualTo(markup);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<think>", "</think>", "<tool_call>", "   ", "<||>", "<| |>"})
  void other_user_defined_tokens_are_cut_out_of_every_text(String added) {
    Map<String, Object> metadata = SmallVocabularies.byteLevel("gpt-2", List.of(), added);
    metadata.put("tokenizer.ggml.token_type", typesWith(4));
    assertThat(GgufTokenizers.from(metadata).encode(added)).containsExactly(256);
  }

  @Test
  void text_does_not_merge_into_markup() {
    Tokenizer pieces =
        SmallVocabularies.sentencePiece().add("[INST]", 0, 4).pieces("[INST", "[").withoutPrefix();
    assertThat(pieces.encode("[INST]")).doesNotContain(3);
    assertThat(pieces.encode("[INST]", EncodeOptions.PARSE_SPECIAL)).containsExactly(3);
    List<String> merges = List.of("< |", "<| a", "| >", "<|a |>");
    Tokenizer bytes = GgufTokenizers.from(SmallVocabularies.byteLevel("gpt-2", merges));
    assertThat(bytes.encode("<|a|>")).doesNotContain(259);
  }

  @Test
  void finds_ids_and_spellings() {
    Tokenizer tokenizer = GgufTokenizers.from(byteLevel("gpt-2"));
    assertThat(tokenizer.vocabularySize()).isEqualTo(257);
    assertThat(tokenizer.id("<x>")).hasValue(256);
    assertThat(tokenizer.id("<y>")).isEmpty();
    assertThat(tokenizer.token(' ')).isEqualTo("Ġ");
    assertThat(tokenizer.count("abc")).isEqualTo(3);
  }

  @Test
  void one_tokenizer_serves_many_threads() throws InterruptedException, ExecutionException {
    Tokenizer tokenizer =
        GgufTokenizers.from(
            SmallVocabularies.byteLevel("llama-bpe", List.of("a b", "ab c", "Ġ a")));
    Set<String> results = new HashSet<>();
    String text = "abc ab a bc 123 中文 ".repeat(300);
    int[] expected = tokenizer.encode(text);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> futures = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        String own = text + "x".repeat(i);
        futures.add(
            threads.submit(
                () -> tokenizer.decode(tokenizer.encode(own)).substring(0, text.length())));
        futures.add(threads.submit(() -> tokenizer.decode(expected)));
      }
      for (Future<String> future : futures) {
        results.add(future.get());
      }
    }
    assertThat(results).containsExactly(text);
    assertThat(tokenizer.encode(text)).containsExactly(expected);
  }

  private static void rejects(Map<String, Object> metadata, String message) {
    assertThatThrownBy(() -> GgufTokenizers.from(metadata))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(message);
  }

  private static Map<String, Object> byteLevel(String pre) {
    return SmallVocabularies.byteLevel(pre, List.of(), "<x>");
  }

  private static Map<String, Object> with(String key, Object value) {
    Map<String, Object> metadata = byteLevel("gpt-2");
    metadata.put("tokenizer.ggml." + key, value);
    return metadata;
  }

  private static Map<String, Object> without(String key) {
    Map<String, Object> metadata = byteLevel("gpt-2");
    metadata.remove("tokenizer.ggml." + key);
    return metadata;
  }

  private static int[] typesWith(int last) {
    int[] types = new int[257];
    Arrays.fill(types, 1);
    types[256] = last;
    return types;
  }
}
