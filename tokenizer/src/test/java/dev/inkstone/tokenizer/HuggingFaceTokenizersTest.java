package dev.inkstone.tokenizer;

import static dev.inkstone.tokenizer.SmallVocabularies.spelled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HuggingFaceTokenizersTest {
  private static final String BYTE_LEVEL =
      """
      {"added_tokens": [{"id": 6, "content": "<|eot_id|>", "special": true},
                        {"id": 9, "content": "<tool>", "special": false, "rstrip": true}],
       "normalizer": null,
       "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false},
       "post_processor": {"type": "Sequence", "processors": [{"type": "ByteLevel"},
         {"type": "TemplateProcessing",
          "single": [{"SpecialToken": {"id": "B", "type_id": 0}}, {"Sequence": {"id": "A"}}],
          "special_tokens": {"B": {"id": "B", "ids": [6], "tokens": ["<|eot_id|>"]}}}]},
       "decoder": {"type": "ByteLevel"},
       "model": {"type": "BPE", "unk_token": null, "ignore_merges": %s,
        "vocab": {"a": 0, "b": 1, "Ġ": 2, "ab": 3, "Ġab": 4, "abb": 5},
        "merges": %s}}
      """;

  private static final String CHARACTERS =
      """
      {"added_tokens": [{"id": 0, "content": "<unk>", "special": true, "normalized": false},
                        {"id": 1, "content": "<s>", "special": true, "normalized": false}],
       "normalizer": %s,
       "pre_tokenizer": %s,
       "decoder": {"type": "Sequence", "decoders": [
         {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
         {"type": "ByteFallback"}, {"type": "Fuse"},
         {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
       "model": {"type": "BPE", "unk_token": "<unk>", "fuse_unk": true, "byte_fallback": true,
        "vocab": {"<unk>": 0, "<s>": 1, "▁": 2, "a": 3, "b": 4, "▁a": 5, "▁▁": 6, "<0x21>": 7},
        "merges": ["▁ ▁", "▁ a"]}}
      """;

  private static final String LLAMA2_NORMALIZER =
      """
      {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"},
       {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]}
      """;

  @TempDir Path folder;

  @Test
  void loads_byte_level_bpe() throws IOException {
    Tokenizer tokenizer = load(BYTE_LEVEL.formatted("false", "[\"a b\", \"Ġ ab\"]"));
    assertThat(spelled(tokenizer, "ab abb")).containsExactly("ab", "Ġab", "b");
    assertThat(spelled(tokenizer, "a", EncodeOptions.ADD_SPECIAL))
        .containsExactly("<|eot_id|>", "a");
    assertThat(tokenizer.specialTokens().bos()).hasValue(6);
    assertThat(tokenizer.specialTokens().addBos()).isTrue();
    assertThat(tokenizer.specialTokens().endOfGeneration()).containsExactly(6);
    assertThat(tokenizer.vocabularySize()).as("holes included").isEqualTo(10);
    assertThat(spelled(tokenizer, "a<tool>  b")).containsExactly("a", "<tool>", "b");
    assertThat(tokenizer.decode(0, 6, 9, 4)).isEqualTo("a<tool> ab");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\": \"WordPiece\"}",
        "{\"type\": \"Metaspace\", \"replacement\": \"▁\"}",
        "{\"type\": \"Fuse\"}",
        "{\"type\": \"BPEDecoder\", \"suffix\": \"b\"}",
        "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"ByteFallback\"}, {\"type\": \"Fuse\"}]}"
      })
  void bytes_are_merged_and_placed_alike_whatever_decodes_them(String decoder) {
    // "中文" is one token, whose halves are as well; "<0x41>" is a token of six letters.
    String chinese = ByteAlphabet.spelling("中文".getBytes(StandardCharsets.UTF_8));
    List<String> merges =
        new ArrayList<>(List.of("a b", "Ġ ab", "< 0", "<0 x", "<0x 4", "<0x4 1", "<0x41 >"));
    for (int at : new int[] {0, 3}) {
      String start = chinese.substring(at, at + 2);
      merges.add(start.charAt(0) + " " + start.charAt(1));
      merges.add(start + " " + chinese.charAt(at + 2));
    }
    merges.add(chinese.substring(0, 3) + " " + chinese.substring(3));
    String text = "ab ab 中文中\nA";
    for (boolean wholePieces : new boolean[] {false, true}) {
      Tokenizer plain = byteLevel(merges, "{\"type\": \"ByteLevel\"}", wholePieces);
      Tokenizer other = byteLevel(merges, decoder, wholePieces);
      assertThat(spelled(plain, text)).contains(chinese, "A");
      assertThat(other.encode(text)).containsExactly(plain.encode(text));
      assertThat(other.encoder().build().encode(text))
          .hasToString(plain.encoder().build().encode(text).toString());
    }
  }

  @Test
  void an_added_letter_of_the_byte_alphabet_is_one_byte_of_other_text() {
    // The copyright sign spells the second byte of U+00E9.
    int id = ByteAlphabet.spelling(allBytes()).indexOf('©');
    String added = "{\"added_tokens\": [{\"id\": " + id + ", \"content\": \"©\"}], ";
    String json = byteLevelJson(List.of(), "{\"type\": \"ByteLevel\"}", false);
    Tokenizer tokenizer =
        HuggingFaceTokenizers.of((added + json.substring(1)).getBytes(StandardCharsets.UTF_8));

    Encoding encoding = tokenizer.encoder().build().encode("xé©y");

    assertThat(encoding).hasToString("Encoding[x@0-1 Ã@1-2 ©@1-2 ©@2-3 y@3-4]");
  }

  private static Tokenizer byteLevel(List<String> merges, String decoder, boolean wholePieces) {
    return HuggingFaceTokenizers.of(
        byteLevelJson(merges, decoder, wholePieces).getBytes(StandardCharsets.UTF_8));
  }

  /** All 256 bytes, then what the merges make. */
  private static String byteLevelJson(List<String> merges, String decoder, boolean wholePieces) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode model = json.putObject("model").put("type", "BPE").put("ignore_merges", wholePieces);
    ObjectNode vocabulary = model.putObject("vocab");
    ByteAlphabet.spelling(allBytes())
        .chars()
        .forEach(letter -> vocabulary.put(Character.toString(letter), vocabulary.size()));
    merges.forEach(merge -> vocabulary.put(merge.replace(" ", ""), vocabulary.size()));
    merges.forEach(model.putArray("merges")::add);
    json.putObject("pre_tokenizer").put("type", "ByteLevel").put("add_prefix_space", false);
    json.putRawValue("decoder", new RawValue(decoder));
    return json.toString();
  }

  private static byte[] allBytes() {
    byte[] all = new byte[256];
    for (int value = 0; value < all.length; value++) {
      all[value] = (byte) value;
    }
    return all;
  }

  @Test
  void refuses_a_template_with_an_id_that_is_none() {
    String json = BYTE_LEVEL.formatted("false", "[]").replace("\"ids\": [6]", "\"ids\": [10]");
    String withPair = json.replace("\"single\"", "\"pair\": [%s, %s], \"single\"");
    String pair =
        withPair.formatted("{\"Sequence\": {\"id\": \"A\"}}", "{\"Sequence\": {\"id\": \"B\"}}");
    for (String broken : List.of(json, pair)) {
      assertThatThrownBy(() -> load(broken))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("the id 10; the vocabulary has ids 0 to 9");
    }
  }

  @Test
  void refuses_a_post_processor_whose_token_has_no_id() {
    String json =
        """
        {"post_processor": {"type": "BertProcessing", "cls": ["a", 0], "sep": ["a", 0]},
         "model": {"type": "WordPiece", "unk_token": "a", "vocab": {"a": 0}}}
        """;
    for (String broken : List.of("[\"x\"]", "[0, \"x\"]", "null")) {
      assertThatThrownBy(() -> load(json.replace("\"sep\": [\"a\", 0]", "\"sep\": " + broken)))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageContaining("BertProcessing");
    }
  }

  @Test
  void markup_that_the_file_calls_ordinary_is_read_only_where_allowed() throws IOException {
    String json = BYTE_LEVEL.formatted("false", "[]").replace("<tool>", "<|im_start|>");
    Tokenizer tokenizer = load(json);
    assertThat(tokenizer.encode("a<|im_start|>b")).doesNotContain(9);
    assertThat(tokenizer.encode("a<|im_start|>b", EncodeOptions.PARSE_SPECIAL))
        .containsExactly(0, 9, 1);
    assertThat(tokenizer.decode(9)).isEqualTo("<|im_start|>");
  }

  @Test
  void reads_merges_as_lines_and_as_pairs() throws IOException {
    Tokenizer lines = load(BYTE_LEVEL.formatted("false", "[\"a b\", \"Ġ ab\"]"));
    Tokenizer pairs = load(BYTE_LEVEL.formatted("false", "[[\"a\", \"b\"], [\"Ġ\", \"ab\"]]"));
    assertThat(pairs.encode("ab abb")).containsExactly(lines.encode("ab abb"));
  }

  @Test
  void takes_whole_pieces_where_the_file_ignores_merges() throws IOException {
    assertThat(spelled(load(BYTE_LEVEL.formatted("true", "[\"a b\"]")), "abb"))
        .containsExactly("abb");
    assertThat(spelled(load(BYTE_LEVEL.formatted("false", "[\"a b\"]")), "abb"))
        .containsExactly("ab", "b");
  }

  @Test
  void loads_character_bpe_with_a_prefix_in_every_stretch() throws IOException {
    Tokenizer tokenizer = load(CHARACTERS.formatted(LLAMA2_NORMALIZER, "null"));
    assertThat(spelled(tokenizer, "a  ab!?"))
        .containsExactly("▁a", "▁▁", "a", "b", "<0x21>", "<unk>");
    assertThat(spelled(tokenizer, "a<s>a", EncodeOptions.PARSE_SPECIAL))
        .containsExactly("▁a", "<s>", "▁a");
    assertThat(tokenizer.decode(1, 5, 5, 4)).isEqualTo("a ab");
  }

  @Test
  void obeys_the_metaspace_scheme_and_splits_at_every_space() throws IOException {
    String metaspace =
        "{\"type\": \"Metaspace\", \"replacement\": \"▁\", \"prepend_scheme\": \"%s\", \"split\": %s}";
    Tokenizer first = load(CHARACTERS.formatted("null", metaspace.formatted("first", "true")));
    assertThat(spelled(first, "a<s>a", EncodeOptions.PARSE_SPECIAL))
        .containsExactly("▁a", "<s>", "a");
    assertThat(spelled(first, " a")).as("no second space").containsExactly("▁a");
    assertThat(spelled(first, "a  a")).containsExactly("▁a", "▁", "▁a");
    Tokenizer whole = load(CHARACTERS.formatted("null", metaspace.formatted("never", "false")));
    assertThat(spelled(whole, "a  a")).containsExactly("a", "▁▁", "a");
  }

  @Test
  void names_the_component_that_it_does_not_know() throws IOException {
    String json = BYTE_LEVEL.formatted("false", "[]");
    refuses(
        json.replace("\"normalizer\": null", "\"normalizer\": {\"type\": \"Uppercase\"}"),
        "normalizer",
        "Uppercase");
    refuses(
        json.replace("\"ByteLevel\", \"add_prefix_space\": false", "\"Scripts\""),
        "pre_tokenizer",
        "Scripts");
    refuses(json.replace("\"type\": \"BPE\"", "\"type\": \"Letters\""), "'Letters'");
    refuses(
        json.replace(
            "{\"type\": \"ByteLevel\", \"add_prefix_space\": false}",
            "{\"type\": \"Split\", \"behavior\": \"Isolated\", \"pattern\": {\"Regex\": \"a\\\\Kb\"}}"),
        "pre_tokenizer",
        "\\K");
  }

  @Test
  void says_where_a_file_is_broken() throws IOException {
    assertThatThrownBy(() -> HuggingFaceTokenizers.load(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("tokenizer.json");
    assertThatThrownBy(() -> load("{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": \"x\"}}}"))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("model.vocab");
    assertThatThrownBy(() -> load("{\"model\": "))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("cannot be read");
    assertThatThrownBy(() -> load(BYTE_LEVEL.formatted("false", "[\"ab\"]")))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("merge 0 is 'ab'");
    assertThatThrownBy(
            () ->
                load(BYTE_LEVEL.formatted("false", "[]").replace("\"b\": 1", "\"b\": 2000000000")))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("2000000000");
  }

  @Test
  void the_configuration_beside_it_has_the_last_word() throws IOException {
    write(
        "tokenizer_config.json",
        """
        {"add_bos_token": false, "eos_token": {"content": "<tool>"}, "pad_token": "a",
         "added_tokens_decoder": {"7": {"content": "<new>", "special": true}},
         "chat_template": [{"name": "default", "template": "X"}, {"name": "rag", "template": "Y"}]}
        """);
    write("generation_config.json", "{\"eos_token_id\": [9, 7]}");
    Tokenizer tokenizer = load(BYTE_LEVEL.formatted("false", "[]"));
    assertThat(tokenizer.encode("a", EncodeOptions.ADD_SPECIAL)).containsExactly(0);
    assertThat(tokenizer.specialTokens().addBos()).isFalse();
    assertThat(tokenizer.specialTokens().eos()).hasValue(9);
    assertThat(tokenizer.specialTokens().pad()).hasValue(0);
    assertThat(tokenizer.specialTokens().endOfGeneration()).containsExactlyInAnyOrder(6, 7, 9);
    assertThat(tokenizer.id("<new>")).hasValue(7);
    assertThat(HuggingFaceTokenizers.chatTemplates(folder))
        .isEqualTo(Map.of("default", "X", "rag", "Y"));
  }

  @Test
  void finds_chat_templates_in_either_file() throws IOException {
    assertThat(HuggingFaceTokenizers.chatTemplates(folder)).isEmpty();
    write("tokenizer_config.json", "{\"chat_template\": \"one\"}");
    assertThat(HuggingFaceTokenizers.chatTemplates(folder)).isEqualTo(Map.of("default", "one"));
    write("chat_template.jinja", "two");
    assertThat(HuggingFaceTokenizers.chatTemplates(folder)).isEqualTo(Map.of("default", "two"));
  }

  private void refuses(String json, String... parts) {
    assertThatThrownBy(() -> load(json))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContainingAll(parts);
  }

  private Tokenizer load(String json) throws IOException {
    write("tokenizer.json", json);
    return HuggingFaceTokenizers.load(folder);
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }
}
