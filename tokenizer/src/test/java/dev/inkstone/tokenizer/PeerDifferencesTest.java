package dev.inkstone.tokenizer;

import static dev.inkstone.tokenizer.SmallVocabularies.spelled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.inkstone.testing.GoldenData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer.Form;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What random texts, encoded beside other implementations, have shown; one rule each. */
class PeerDifferencesTest {
  private static final String WITHOUT_SOME_BYTES =
      """
      {"pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "use_regex": false},
       "decoder": {"type": "ByteLevel"},
       "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]}}
      """;

  private static final String PREFIXED =
      """
      {"added_tokens": [{"id": 1, "content": "<s>", "special": true, "normalized": true}],
       "normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"},
         {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]},
       "pre_tokenizer": null,
       "decoder": {"type": "Sequence", "decoders": [
         {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
         {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
       "model": {"type": "BPE", "unk_token": "<unk>",
        "vocab": {"<unk>": 0, "<s>": 1, "▁": 2, "a": 3, "▁a": 4},
        "merges": ["▁ a"]}}
      """;

  @TempDir Path folder;

  /** As Hugging Face's library does; in a GGUF file it is llama.cpp's rule, where it separates. */
  @Test
  void a_byte_without_a_token_is_left_out_before_merging() throws IOException {
    Tokenizer tokenizer = load(WITHOUT_SOME_BYTES);
    assertThat(spelled(tokenizer, "a\u0001b")).containsExactly("ab");
    assertThat(spelled(tokenizer, "\u0001\u0002")).isEmpty();
    Map<String, Object> gguf = SmallVocabularies.byteLevel("gpt-2", List.of("a b"));
    gguf.computeIfPresent(
        "tokenizer.ggml.tokens",
        (key, tokens) ->
            ((List<?>) tokens).stream().map(t -> t.equals("\u0101") ? "other" : t).toList());
    assertThat(spelled(GgufTokenizers.from(gguf), "a\u0001b")).containsExactly("a", "b");
  }

  @Test
  void tokens_reach_over_the_bytes_that_were_left_out() {
    ByteMerges merges = new ByteMerges(new PairTable(1), bytes(), List.of());
    assertThat(merges.end(Utf8.encode("\u0001a\u0001b"), 0, 1)).isEqualTo(2);
    assertThat(merges.end(Utf8.encode("\u0001a\u0001b"), 0, 2)).isEqualTo(4);
  }

  /** The rule of {@code a surrogate is U+FFFD} holds for what a map and a grapheme see. */
  @Test
  void a_lone_surrogate_is_a_replacement_character_to_a_charsmap() {
    Charsmap map = SmallCharsmap.of(Map.of("\uFFFD", "?"));
    SentencePieceNormalizer longest =
        new SentencePieceNormalizer(map, new AddedTokenMatcher(List.of()), false, false);
    GraphemeCharsmap graphemes = new GraphemeCharsmap(map);
    assertThat(longest.apply(AlignedText.untracked("a\uD83Db")).text()).isEqualTo("a?b");
    assertThat(graphemes.apply(AlignedText.untracked("a\uDFEEb")).text()).isEqualTo("a?b");
    assertThat(graphemes.apply(AlignedText.untracked("\uDFEE\u05A0")).text())
        .as("a mark belongs to it")
        .isEqualTo("?");
  }

  @Test
  void scores_are_read_with_the_rounding_of_the_library() {
    assertThat(score("-2.5")).isEqualTo(-2.5);
    assertThat(score("0")).isZero();
    assertThat(score("12")).isEqualTo(12);
    assertThat(score("-1.25e-3")).isEqualTo(-1.25e-3);
    assertThat(score("5E+2")).isEqualTo(500);
    assertThat(score("-7.407997131347656")).isEqualTo(-7.407997131347656);
    assertThat(score("-10.809488296508789"))
        .as("seventeen digits do not fit into a double")
        .isEqualTo(Math.nextUp(-10.809488296508789));
    assertThat(score("0.123456789012345678901234567890"))
        .isCloseTo(0.12345678901234568, within(1e-16));
    assertThat(score("123456789012345678901234567890"))
        .isCloseTo(1.2345678901234568e29, within(1e14));
    assertThat(score("1e-400")).isZero();
    assertThat(score("18446744073709551615")).isEqualTo(0x1p64);
  }

  @Test
  void equal_sums_are_decided_by_that_rounding() {
    Tokenizer t5 = Tokenizer.load(GoldenData.path("tokenizers/t5-small/tokenizer.json"));
    assertThat(spelled(t5, "ggggg")).containsExactly("▁", "gg", "gg", "g");
    assertThat(spelled(t5, "-".repeat(16)))
        .containsExactly("▁", "---", "---", "-", "---", "---", "---");
  }

  /** A mark that came after Unicode 9 never changes places, and is never composed. */
  @Test
  void normalization_forms_are_those_of_unicode_9() {
    for (Form form : Form.values()) {
      UnicodeForm normalizer = new UnicodeForm(form);
      for (String text : List.of("\u0360\u1ACD", "\u09FE\u09BC", "\u0C55\u0C3C")) {
        assertThat(normalizer.apply(AlignedText.untracked(text)).text()).isEqualTo(text);
        assertThat(normalizer.apply(AlignedText.tracked(text)).text()).isEqualTo(text);
      }
    }
    UnicodeForm composed = new UnicodeForm(Form.NFC);
    assertThat(composed.apply(AlignedText.untracked("e\u0301\u1ACDe\u0301")).text())
        .isEqualTo("\u00E9\u1ACD\u00E9");
    String kiratRai = "\uD81B\uDD67\uD81B\uDD67";
    assertThat(composed.apply(AlignedText.untracked(kiratRai)).text()).isEqualTo(kiratRai);
  }

  /**
   * Not as Hugging Face's library does: of such a file it finds a token only behind a space or at
   * the start, so that a prompt in which one follows a word is read as its letters. Where markup is
   * allowed it is found everywhere, and takes the space before it along.
   */
  @Test
  void a_token_searched_for_behind_a_prepended_space_is_found_everywhere() throws IOException {
    Tokenizer tokenizer = load(PREFIXED);
    assertThat(spelled(tokenizer, "a<s>a", EncodeOptions.PARSE_SPECIAL))
        .containsExactly("▁a", "<s>", "a");
    assertThat(spelled(tokenizer, "a <s>a", EncodeOptions.PARSE_SPECIAL))
        .containsExactly("▁a", "<s>", "a");
  }

  private static int[] bytes() {
    int[] bytes = new int[256];
    Arrays.fill(bytes, -1);
    bytes['a'] = 0;
    bytes['b'] = 1;
    return bytes;
  }

  private static double score(String number) {
    return ScoreNumber.parse(number.toCharArray(), 0, number.length());
  }

  private Tokenizer load(String json) throws IOException {
    return HuggingFaceTokenizers.load(Files.writeString(folder.resolve("tokenizer.json"), json));
  }
}
