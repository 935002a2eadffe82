package dev.inkstone.tokenizer.efficiency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.inkstone.tokenizer.Encoding;
import dev.inkstone.tokenizer.GgufTokenizers;
import dev.inkstone.tokenizer.SmallVocabularies;
import dev.inkstone.tokenizer.Tokenizer;
import java.lang.Character.UnicodeScript;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TokenEfficiencyTest {
  /** Spells everything: pieces, and bytes for the rest. */
  private static final Tokenizer BYTES =
      SmallVocabularies.sentencePiece()
          .bytes()
          .add("<tool>", 0, 4)
          .pieces("▁", "a", "b", "ab", "▁ab", "水")
          .tokenizer();

  /** Has nothing but a few letters. */
  private static final Tokenizer POOR =
      SmallVocabularies.sentencePiece().pieces("▁", "a", "b", "ab", "▁ab").tokenizer();

  private static final ParallelCorpus CORPUS =
      ParallelCorpus.builder().text("en", "ab ab b").text("zh", "水火").build();

  private static EfficiencyReport report() {
    Map<String, Tokenizer> tokenizers = new LinkedHashMap<>();
    tokenizers.put("poor", POOR);
    tokenizers.put("bytes", BYTES);
    return TokenEfficiency.compare(tokenizers, CORPUS);
  }

  @Test
  void counts_tokens_by_what_they_are() {
    EfficiencyReport report = report();
    // ▁ab ▁ab ▁ b
    assertThat(report.measurement("bytes", "en").tokens()).isEqualTo(new TokenCounts(4, 0, 0, 2));
    // ▁ 水 and three bytes
    assertThat(report.measurement("bytes", "zh").tokens()).isEqualTo(new TokenCounts(5, 0, 3, 2));
    // ▁ and one unknown token for both
    assertThat(report.measurement("poor", "zh").tokens()).isEqualTo(new TokenCounts(2, 1, 0, 1));
  }

  @Test
  void derives_ratios_from_the_counts() {
    EfficiencyReport report = report();
    Measurement english = report.measurement("bytes", "en");
    Measurement chinese = report.measurement("bytes", "zh");
    assertThat(english.tokensPerCharacter()).isEqualTo(4 / 7.0);
    assertThat(english.fertility()).isEqualTo(4 / 3.0);
    assertThat(chinese.fertility()).isNaN();
    assertThat(chinese.bytesPerToken()).isEqualTo(6 / 5.0);
    assertThat(chinese.byteFallbackShare()).isEqualTo(3 / 5.0);
    assertThat(chinese.singleCharacterShare()).isEqualTo(2 / 5.0);
    assertThat(report.measurement("poor", "zh").unknownShare()).isEqualTo(1 / 2.0);
    assertThat(english.tokensPerThousandCharacters()).isCloseTo(571.43, within(0.01));
    assertThat(english.charactersIn(100)).isEqualTo(175);
    assertThatThrownBy(() -> english.charactersIn(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("context of 0 tokens");
  }

  @Test
  void compares_with_the_pivot_language() {
    EfficiencyReport report = report();
    Measurement chinese = report.measurement("bytes", "zh");
    assertThat(report.pivot()).isEqualTo("en");
    assertThat(report.premium(chinese)).isEqualTo(5 / 4.0);
    assertThat(report.withPivot("zh").premium(report.measurement("bytes", "en"))).isEqualTo(0.8);
    assertThatThrownBy(() -> report.withPivot("de"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'de'")
        .hasMessageContaining("[en, zh]");
    assertThatThrownBy(() -> report.withContextTokens(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void never_ranks_what_loses_text_above_what_keeps_it() {
    EfficiencyReport report = report();
    assertThat(report.measurement("poor", "zh").fidelity()).isEqualTo(Fidelity.LOSSY);
    assertThat(report.ranking("zh"))
        .extracting(Measurement::tokenizer)
        .containsExactly("bytes", "poor");
    assertThat(report.rank(report.measurement("poor", "zh"))).isEqualTo(2);
    assertThat(report.rank(report.measurement("bytes", "en"))).isEqualTo(1);
    assertThat(report.rank(report.measurement("poor", "en"))).as("equals share a place").isOne();
  }

  @Test
  void one_lossy_line_makes_the_text_lossy() {
    ParallelCorpus lines = ParallelCorpus.builder().lines("en", List.of("火", "ab")).build();
    EfficiencyReport report = TokenEfficiency.compare(Map.of("poor", POOR), lines);
    assertThat(report.measurement("poor", "en").fidelity()).isEqualTo(Fidelity.LOSSY);
    assertThat(report.measurement("poor", "en").tokens().total()).isEqualTo(3);
  }

  @Test
  void refuses_to_compare_nothing() {
    assertThatThrownBy(() -> TokenEfficiency.compare(Map.of(), CORPUS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no tokenizer");
  }

  @Test
  void explains_every_token_with_its_place() {
    TokenExplanation explanation = TokenEfficiency.explain(BYTES, "ab<tool>水é");
    assertThat(explanation.pieces())
        .extracting(TokenPiece::token)
        .containsExactly("▁ab", "<tool>", "▁", "水", "<0xC3>", "<0xA9>");
    assertThat(explanation.pieces())
        .extracting(TokenPiece::reason)
        .containsExactly(
            PieceReason.VOCABULARY,
            PieceReason.ADDED_TOKEN,
            PieceReason.VOCABULARY,
            PieceReason.VOCABULARY,
            PieceReason.BYTE_FALLBACK,
            PieceReason.BYTE_FALLBACK);
    assertThat(explanation.pieces())
        .extracting(TokenPiece::text)
        .containsExactly("ab", "<tool>", "水", "水", "é", "é");
    assertThat(explanation.pieces().get(5).start()).isEqualTo(9);
    assertThat(explanation.ids()).containsExactly(BYTES.encode("ab<tool>水é"));
    assertThat(TokenEfficiency.explain(POOR, "a火").count(PieceReason.UNKNOWN)).isOne();
  }

  @Test
  void tokens_around_the_text_are_special() {
    Encoding encoding = BYTES.encoder().build().encode("ab");
    assertThat(TokenEfficiency.explain(BYTES, encoding).pieces())
        .extracting(TokenPiece::reason)
        .containsExactly(PieceReason.SPECIAL_TOKEN, PieceReason.VOCABULARY);
  }

  @Test
  void parts_of_characters_are_bytes_in_a_byte_level_vocabulary_too() {
    Tokenizer tokenizer =
        GgufTokenizers.from(SmallVocabularies.byteLevel("gpt-2", List.of("æ °", "æ° ´")));
    TokenExplanation explanation = TokenEfficiency.explain(tokenizer, "水火a");
    assertThat(explanation.pieces())
        .extracting(TokenPiece::reason)
        .containsExactly(
            PieceReason.VOCABULARY,
            PieceReason.BYTE_FALLBACK,
            PieceReason.BYTE_FALLBACK,
            PieceReason.BYTE_FALLBACK,
            PieceReason.VOCABULARY);
  }

  @Test
  void breaks_a_mixed_text_down_by_script() {
    // ▁ab ▁ 水 火 as three bytes, ▁ab, - as a byte, м and its accent as four bytes
    assertThat(TokenEfficiency.scripts(BYTES, "ab 水火 ab-м\u0301"))
        .containsExactly(
            new ScriptShare(UnicodeScript.CYRILLIC, 2, 4),
            new ScriptShare(UnicodeScript.HAN, 2, 4),
            new ScriptShare(UnicodeScript.COMMON, 3, 2),
            new ScriptShare(UnicodeScript.LATIN, 4, 2));
    assertThat(new ScriptShare(UnicodeScript.HAN, 2, 4).tokensPerCharacter()).isEqualTo(2);
    assertThat(TokenEfficiency.scripts(BYTES, "")).isEmpty();
  }
}
