package dev.inkstone.tokenizer;

import static dev.inkstone.tokenizer.SmallVocabularies.spelled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordPieceTest {
  private static final String BERT = "{\"type\": \"BertPreTokenizer\"}";
  private static final String JSON =
      """
      {"added_tokens": [{"id": 0, "content": "[UNK]", "special": true, "normalized": false},
                        {"id": 1, "content": "[CLS]", "special": true, "normalized": false},
                        {"id": 2, "content": "[SEP]", "special": true, "normalized": false},
                        {"id": 20, "content": "New York", "special": false, "normalized": true}],
       "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                      "strip_accents": null, "lowercase": true},
       "pre_tokenizer": %s,
       "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 2], "cls": ["[CLS]", 1]},
       "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
       "model": {"unk_token": "[UNK]", "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 10,
        "vocab": {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "play": 3, "##ing": 4, "football": 5,
         "un": 6, "##able": 7, ".": 8, "中": 9, "a": 10, "##a": 11, "文": 12, "$": 13, "“": 14,
         "##$": 15, "play.": 16, "##": 17, "ing": 18}}}
      """;

  @TempDir Path folder;

  @Test
  void takes_the_longest_piece_again_and_again() throws IOException {
    Tokenizer tokenizer = load(JSON.formatted(BERT));
    assertThat(spelled(tokenizer, "playing football")).containsExactly("play", "##ing", "football");
    assertThat(spelled(tokenizer, "PLÁYING, Unable"))
        .containsExactly("play", "##ing", "[UNK]", "un", "##able");
    assertThat(spelled(tokenizer, "play", EncodeOptions.ADD_SPECIAL))
        .containsExactly("[CLS]", "play", "[SEP]");
    assertThat(tokenizer.encode(" \n ")).isEmpty();
    assertThat(tokenizer.specialTokens().bos()).hasValue(1);
    assertThat(tokenizer.specialTokens().eos()).hasValue(2);
    assertThat(tokenizer.specialTokens().unk()).hasValue(0);
  }

  @Test
  void one_failing_piece_makes_the_whole_word_unknown() throws IOException {
    Tokenizer tokenizer = load(JSON.formatted(BERT));
    assertThat(spelled(tokenizer, "playingx play")).containsExactly("[UNK]", "play");
    assertThat(spelled(tokenizer, "##ing"))
        .as("two marks and a word")
        .containsExactly("[UNK]", "[UNK]", "ing");
  }

  @Test
  void a_word_longer_than_the_limit_is_unknown_counted_in_code_points() throws IOException {
    Tokenizer tokenizer = load(JSON.formatted(BERT));
    assertThat(spelled(tokenizer, "a".repeat(10))).hasSize(10).doesNotContain("[UNK]");
    assertThat(spelled(tokenizer, "a".repeat(11))).containsExactly("[UNK]");
    String wide =
        JSON.formatted(BERT)
            .replace("\"##a\"", "\"##\uD801\uDC28\"")
            .replace("\"a\"", "\"\uD801\uDC28\"");
    Tokenizer pairs = load(wide);
    assertThat(pairs.encode("\uD801\uDC00".repeat(10))).hasSize(10).startsWith(10, 11, 11);
    assertThat(pairs.encode("\uD801\uDC00".repeat(11))).containsExactly(0);
  }

  @Test
  void isolates_punctuation_ideographs_and_the_symbols_of_ascii() throws IOException {
    Tokenizer tokenizer = load(JSON.formatted(BERT));
    assertThat(spelled(tokenizer, "play.中文a$a“a"))
        .containsExactly("play", ".", "中", "文", "a", "$", "a", "“", "a");
  }

  /** U+2E52 is punctuation and U+0D00 a mark only since; U+166D and U+1734 were and are no more. */
  @Test
  void categories_are_those_of_unicode_8() throws IOException {
    Tokenizer tokenizer = load(JSON.formatted(BERT));
    assertThat(spelled(tokenizer, "a\u2E52a")).containsExactly("[UNK]");
    assertThat(spelled(tokenizer, "a\u0D00a")).containsExactly("[UNK]");
    assertThat(spelled(tokenizer, "a\u0890a")).containsExactly("[UNK]");
    assertThat(spelled(tokenizer, "a\u166Da")).containsExactly("a", "[UNK]", "a");
    assertThat(spelled(tokenizer, "a\u1734a")).containsExactly("a", "##a");
    assertThat(spelled(tokenizer, "a\uD804\uDDC9a")).containsExactly("a", "[UNK]", "a");
  }

  @Test
  void other_pre_tokenizers_cut_as_they_say() throws IOException {
    assertThat(spelled(load(JSON.formatted("{\"type\": \"WhitespaceSplit\"}")), "play. \u00A0 a$"))
        .containsExactly("play.", "a", "##$");
    assertThat(spelled(load(JSON.formatted("{\"type\": \"Whitespace\"}")), "play. a$..a"))
        .containsExactly("play", ".", "a", "[UNK]", "a");
    assertThat(
            spelled(
                load(
                    JSON.formatted(
                        "{\"type\": \"Sequence\", \"pretokenizers\": [{\"type\":"
                            + " \"WhitespaceSplit\"}, {\"type\": \"Punctuation\"}]}")),
                "play. a$"))
        .containsExactly("play", ".", "a", "$");
    assertThat(spelled(load(JSON.formatted("{\"type\": \"Punctuation\"}")), "play.play a"))
        .as("white space stays in the word")
        .containsExactly("play", ".", "[UNK]");
  }

  @Test
  void added_tokens_that_are_normalized_are_found_in_normalized_text() throws IOException {
    Tokenizer tokenizer = load(JSON.formatted(BERT));
    assertThat(spelled(tokenizer, "a NEW YÓRK a")).containsExactly("a", "New York", "a");
    String markup = JSON.formatted(BERT).replace("New York", "<|New|>");
    Tokenizer careful = load(markup);
    assertThat(careful.encode("中 <|NEW|>")).doesNotContain(20);
    EncodeOptions onlyThere = new EncodeOptions(false, (start, end) -> start == 2 && end == 9);
    assertThat(careful.encode("中 <|NEW|>", onlyThere)).containsExactly(9, 20);
    assertThat(careful.encode("中  <|NEW|>", onlyThere)).doesNotContain(20);
  }

  @Test
  void text_never_becomes_a_control_token() throws IOException {
    Tokenizer tokenizer =
        load(
            JSON.formatted("{\"type\": \"WhitespaceSplit\"}")
                .replace("\"lowercase\": true", "\"lowercase\": false"));
    assertThat(tokenizer.encode("a [CLS] a")).containsExactly(10, 0, 10);
    assertThat(tokenizer.encode("a [CLS] a", EncodeOptions.PARSE_SPECIAL))
        .containsExactly(10, 1, 10);
  }

  @Test
  void decodes_words_apart_and_pieces_together() throws IOException {
    Tokenizer tokenizer = load(JSON.formatted(BERT));
    assertThat(tokenizer.decode(1, 3, 4, 5, 8, 2)).isEqualTo("playing football.");
    assertThat(tokenizer.decode(4, 4)).as("the mark stays in front").isEqualTo("##inging");
    assertThat(tokenizer.decode(8, 20, 10)).isEqualTo(". New York a");
    Tokenizer untidy =
        load(JSON.formatted(BERT).replace("\"cleanup\": true", "\"cleanup\": false"));
    assertThat(untidy.decode(3, 8)).isEqualTo("play .");
    StreamingDecoder stream = tokenizer.streamingDecoder();
    assertThat(stream.next(1) + stream.next(3) + stream.next(4)).isEqualTo("playing");
    assertThat(stream.next(8) + stream.flush()).isEqualTo(".");
    assertThat(stream.next(4)).as("a new stream").isEqualTo("##ing");
  }

  @Test
  void names_what_it_does_not_know() throws IOException {
    refuses(JSON.formatted("{\"type\": \"Scripts\"}"), "pre_tokenizer", "Scripts");
    refuses(JSON.formatted(BERT).replace("BertNormalizer", "Bert"), "normalizer", "Bert");
    refuses(
        JSON.formatted(BERT)
            .replace("\"decoder\": {\"type\": \"WordPiece\"", "\"decoder\": {\"type\": \"Join\""),
        "decoder",
        "Join");
    assertThatThrownBy(
            () ->
                load(
                    JSON.formatted(BERT)
                        .replace("\"unk_token\": \"[UNK]\"", "\"unk_token\": \"<x>\"")))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("'<x>'");
  }

  @Test
  void reads_a_list_of_tokens_with_the_settings_beside_it() throws IOException {
    String list = "\uFEFF[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\n[MASK]\r\nplay\r\nPlay\r\n##ing\r\n";
    Files.writeString(folder.resolve("vocab.txt"), list);
    Tokenizer lower = HuggingFaceTokenizers.load(folder);
    assertThat(spelled(lower, "Playing", EncodeOptions.ADD_SPECIAL))
        .containsExactly("[CLS]", "play", "##ing", "[SEP]");
    assertThat(lower.specialTokens().pad()).as("by its spelling").hasValue(0);
    assertThat(HuggingFaceTokenizers.load(folder.resolve("vocab.txt")).encode("Play"))
        .containsExactly(5);
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        "{\"do_lower_case\": false, \"pad_token\": \"[PAD]\"}");
    Tokenizer cased = HuggingFaceTokenizers.load(folder);
    assertThat(spelled(cased, "Playing")).containsExactly("Play", "##ing");
    assertThat(cased.specialTokens().pad()).hasValue(0);
  }

  @Test
  void reads_gguf_metadata_that_mark_the_starts_of_words() {
    Map<String, Object> metadata = gguf("[UNK]", "[CLS]", "[SEP]", "▁play", "ing", "▁.", "▁Play");
    Tokenizer tokenizer = GgufTokenizers.from(metadata);
    assertThat(tokenizer.encode("Playing. x", EncodeOptions.ADD_SPECIAL))
        .containsExactly(1, 3, 4, 5, 0, 2);
    assertThat(tokenizer.encode("ing")).as("only continues").containsExactly(0);
    assertThat(tokenizer.encode("[CLS]")).containsExactly(0, 0, 0);
    assertThat(tokenizer.decode(1, 3, 4, 3, 5)).isEqualTo("playing play.");
    metadata.put("tokenizer.ggml.normalizer.lowercase", false);
    assertThat(GgufTokenizers.from(metadata).encode("Playing")).containsExactly(6, 4);
    metadata.put("tokenizer.ggml.add_bos_token", false);
    metadata.put("tokenizer.ggml.add_sep_token", false);
    assertThat(GgufTokenizers.from(metadata).encode("Play", EncodeOptions.ADD_SPECIAL))
        .containsExactly(6);
  }

  @Test
  void reads_gguf_metadata_that_keep_the_original_spelling() {
    Tokenizer tokenizer =
        GgufTokenizers.from(gguf("[UNK]", "[CLS]", "[SEP]", "play", "##ing", "."));
    assertThat(tokenizer.encode("playing.")).containsExactly(3, 4, 5);
    assertThat(tokenizer.decode(3, 4, 5)).isEqualTo("playing.");
  }

  /** Each step of the search reads a byte, so this would not end if words were searched squared. */
  @Test
  void a_megabyte_without_a_break_is_one_unknown_word() throws IOException {
    Tokenizer tokenizer = load(JSON.formatted(BERT));
    assertThat(tokenizer.encode("a".repeat(1 << 20))).containsExactly(0);
    String unlimited = JSON.formatted(BERT).replace("word\": 10,", "word\": 2000000000,");
    assertThat(load(unlimited).encode("a".repeat(1 << 20))).hasSize(1 << 20);
    assertThat(load(unlimited).encode("a".repeat(1 << 20) + "x")).containsExactly(0);
  }

  private static Map<String, Object> gguf(String... tokens) {
    int[] types = new int[tokens.length];
    for (int id = 0; id < types.length; id++) {
      types[id] = tokens[id].startsWith("[") ? 3 : 1;
    }
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("tokenizer.ggml.model", "bert");
    metadata.put("tokenizer.ggml.tokens", List.of(tokens));
    metadata.put("tokenizer.ggml.token_type", types);
    metadata.put("tokenizer.ggml.unknown_token_id", 0L);
    metadata.put("tokenizer.ggml.cls_token_id", 1L);
    metadata.put("tokenizer.ggml.seperator_token_id", 2L);
    return metadata;
  }

  private void refuses(String json, String... parts) {
    assertThatThrownBy(() -> load(json))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContainingAll(parts);
  }

  private Tokenizer load(String json) throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), json);
    return HuggingFaceTokenizers.load(folder);
  }
}
