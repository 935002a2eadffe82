package dev.inkstone.tokenizer;

import static dev.inkstone.tokenizer.SmallVocabularies.spelled;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentencePieceBpeTest {

  @Test
  void merges_the_pair_of_highest_score_first() {
    Tokenizer tokenizer =
        SmallVocabularies.sentencePiece()
            .pieces("un", "ha", "pp", "happ", "happi", "ne", "ss", "ness", "a", "h", "p", "i")
            .withoutPrefix();
    assertThat(spelled(tokenizer, "unhappiness")).containsExactly("un", "happi", "ness");
  }

  @Test
  void merges_the_leftmost_of_equal_scores() {
    Tokenizer tokenizer =
        SmallVocabularies.sentencePiece().add("aa", -1, 1).pieces("a").withoutPrefix();
    assertThat(spelled(tokenizer, "aaaaa")).containsExactly("aa", "aa", "a");
  }

  @Test
  void joins_parts_that_are_no_pieces_themselves() {
    Tokenizer tokenizer = SmallVocabularies.sentencePiece().pieces("xy").withoutPrefix();
    assertThat(spelled(tokenizer, "xyx")).containsExactly("xy", "<unk>");
  }

  @Test
  void puts_a_space_in_front_of_every_stretch_of_text() {
    Tokenizer tokenizer =
        SmallVocabularies.sentencePiece().pieces("▁a", "▁", "a").add("<x>", 0, 4).tokenizer();
    assertThat(spelled(tokenizer, "a")).containsExactly("▁a");
    assertThat(spelled(tokenizer, " a")).containsExactly("▁", "▁a");
    assertThat(spelled(tokenizer, "a<x>a a")).containsExactly("▁a", "<x>", "▁a", "▁a");
    assertThat(tokenizer.encode("")).isEmpty();
  }

  @Test
  void reads_a_literal_block_as_a_space() {
    Tokenizer tokenizer = SmallVocabularies.sentencePiece().pieces("▁a", "▁").withoutPrefix();
    assertThat(tokenizer.encode("▁a")).containsExactly(tokenizer.encode(" a"));
  }

  @Test
  void spells_unknown_characters_as_bytes() {
    Tokenizer tokenizer = SmallVocabularies.sentencePiece().bytes().pieces("a").withoutPrefix();
    assertThat(spelled(tokenizer, "aé€"))
        .containsExactly("a", "<0xC3>", "<0xA9>", "<0xE2>", "<0x82>", "<0xAC>");
  }

  @Test
  void fuses_unknown_characters_without_byte_tokens() {
    Tokenizer tokenizer = SmallVocabularies.sentencePiece().pieces("a", "▁").withoutPrefix();
    assertThat(spelled(tokenizer, "xyzaxy")).containsExactly("<unk>", "a", "<unk>");
    assertThat(spelled(tokenizer, "x y")).containsExactly("<unk>", "▁", "<unk>");
  }

  @Test
  void fuses_unknown_characters_over_words_when_the_space_is_unknown_too() {
    Tokenizer tokenizer = SmallVocabularies.sentencePiece().pieces("a").withoutPrefix();
    assertThat(spelled(tokenizer, "x y z")).containsExactly("<unk>");
  }

  @Test
  void uses_the_unknown_token_when_one_byte_is_missing() {
    SmallVocabularies.SentencePiece pieces = SmallVocabularies.sentencePiece();
    pieces.add("<0xC3>", 0, 6);
    assertThat(spelled(pieces.withoutPrefix(), "é")).containsExactly("<unk>");
  }

  @Test
  void cuts_out_user_defined_pieces_longest_first() {
    Tokenizer tokenizer =
        SmallVocabularies.sentencePiece()
            .pieces("ab", "a", "b", "c")
            .add("bc", 0, 4)
            .add("bcb", 0, 4)
            .withoutPrefix();
    assertThat(spelled(tokenizer, "abcbca")).containsExactly("a", "bcb", "c", "a");
  }

  @Test
  void takes_unused_pieces_apart_again() {
    Tokenizer tokenizer =
        SmallVocabularies.sentencePiece()
            .pieces("a", "b", "c")
            .add("ab", -0.1, 5)
            .add("abc", -0.2, 5)
            .withoutPrefix();
    assertThat(spelled(tokenizer, "abcab")).containsExactly("a", "b", "c", "a", "b");
  }

  @Test
  void merges_through_unused_pieces() {
    Tokenizer tokenizer =
        SmallVocabularies.sentencePiece()
            .pieces("a", "b", "c")
            .add("ab", -0.1, 5)
            .add("abc", -0.2, 1)
            .withoutPrefix();
    assertThat(spelled(tokenizer, "abcab")).containsExactly("abc", "a", "b");
  }

  @Test
  void never_makes_control_tokens_from_plain_text() {
    Tokenizer tokenizer =
        SmallVocabularies.sentencePiece().pieces("<", "s", ">", "<s").withoutPrefix();
    assertThat(spelled(tokenizer, "<s>")).containsExactly("<s", ">");
    assertThat(spelled(tokenizer, "<s>", EncodeOptions.PARSE_SPECIAL)).containsExactly("<s>");
  }

  @Test
  void merges_over_spaces_where_a_piece_asks_for_it() {
    Tokenizer tokenizer =
        SmallVocabularies.sentencePiece().pieces("a▁", "a▁b", "a", "b", "▁").withoutPrefix();
    assertThat(spelled(tokenizer, "a b")).containsExactly("a▁b");
  }

  @Test
  void adds_begin_by_default_and_end_on_request() {
    SmallVocabularies.SentencePiece pieces = SmallVocabularies.sentencePiece().pieces("▁a");
    Map<String, Object> metadata = pieces.metadata();
    metadata.put("tokenizer.ggml.add_eos_token", true);
    Tokenizer tokenizer = GgufTokenizers.from(metadata);
    assertThat(spelled(tokenizer, "a", EncodeOptions.ADD_SPECIAL))
        .containsExactly("<s>", "▁a", "</s>");
    assertThat(tokenizer.encode("", EncodeOptions.ADD_SPECIAL)).containsExactly(1, 2);
  }

  @Test
  void decoding_gives_every_code_point_back() {
    Tokenizer tokenizer =
        SmallVocabularies.sentencePiece().bytes().pieces("a", "b", "ab", "▁a", "▁").tokenizer();
    // The block that spells a space comes back as a space; it is the one thing that is lost.
    String text = SmallVocabularies.everyCodePoint().replace("▁", "");
    assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", " ", "\u0301", "\uD800", "▁", "ab"})
  void long_runs_complete(String unit) {
    Tokenizer tokenizer =
        SmallVocabularies.sentencePiece()
            .bytes()
            .pieces("aa", "aaaa", "▁▁", "▁", "ab", "ba")
            .tokenizer();
    String text = unit.repeat(200_000);
    String expected = text.replace('\uD800', '\uFFFD').replace('▁', ' ');
    assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(expected);
  }
}
