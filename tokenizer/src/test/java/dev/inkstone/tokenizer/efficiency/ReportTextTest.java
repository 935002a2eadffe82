package dev.inkstone.tokenizer.efficiency;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportTextTest {
  private static final EfficiencyReport REPORT =
      new EfficiencyReport(
          List.of(
              row("a, \"b\" | c", "en", new TextSize(40, 40, 8), 10, Fidelity.LOSSLESS),
              row("通义", "en", new TextSize(40, 40, 8), 9, Fidelity.FOLDED),
              row("a, \"b\" | c", "zh", new TextSize(12, 36, 0), 15, Fidelity.LOSSLESS),
              row("通义", "zh", new TextSize(12, 36, 0), 0, Fidelity.LOSSY)),
          "en",
          2048);

  private static Measurement row(
      String tokenizer, String language, TextSize size, long tokens, Fidelity fidelity) {
    return new Measurement(
        tokenizer, language, size, new TokenCounts(tokens, 0, tokens / 3, 0), fidelity);
  }

  @Test
  void the_table_lines_up_though_names_are_wide() {
    List<String> lines = REPORT.toTable().lines().toList();
    assertThat(lines.get(0)).contains("tokenizer", "premium", "chars in 2048");
    assertThat(lines.get(1)).startsWith("en       1  a, \"b\" | c");
    assertThat(lines.get(2)).startsWith("en       2  通义       ").contains("folded");
    assertThat(lines.get(3)).contains(" 1.50 ", " lossless ", " 1250 ", " 1638");
    assertThat(lines.subList(0, 5).stream().map(TextGrid::width).distinct()).hasSize(1);
  }

  @Test
  void markdown_escapes_what_would_end_a_cell() {
    List<String> lines = REPORT.toMarkdown().lines().toList();
    assertThat(lines.get(0)).startsWith("| lang | rank | tokenizer |");
    assertThat(lines.get(1)).startsWith("| --- | ---: | --- |");
    assertThat(lines.get(2)).contains("| a, \"b\" \\| c |");
    assertThat(lines.subList(0, 6))
        .allMatch(line -> line.replace("\\|", "").chars().filter(c -> c == '|').count() == 16);
  }

  @Test
  void csv_quotes_names_and_leaves_out_what_is_not_defined() {
    String[] lines = REPORT.toCsv().split("\r\n");
    assertThat(lines).hasSize(5);
    assertThat(lines[0]).startsWith("language,rank,tokenizer,characters,tokens,premium,");
    assertThat(lines[1]).startsWith("en,1,\"a, \"\"b\"\" | c\",40,10,1.0,0.25,4.0,1.25,0.0,0.3,");
    assertThat(lines[3])
        .isEqualTo(
            "zh,1,\"a, \"\"b\"\" | c\",12,15,1.5,1.25,2.4,,0.0,0.3333333333333333,0.0,lossless,1250.0,1638.0");
    assertThat(lines[4]).isEqualTo("zh,2,通义,12,0,0.0,0.0,,,,,,lossy,0.0,");
  }

  @Test
  void json_has_numbers_and_null_for_what_is_not_defined() throws IOException {
    JsonNode json = new ObjectMapper().readTree(REPORT.toJson());
    assertThat(json.get("pivot").textValue()).isEqualTo("en");
    assertThat(json.get("contextTokens").intValue()).isEqualTo(2048);
    assertThat(json.get("rows")).hasSize(4);
    JsonNode chinese = json.get("rows").get(2);
    assertThat(chinese.get("tokens").isIntegralNumber()).isTrue();
    assertThat(chinese.get("premium").doubleValue()).isEqualTo(1.5);
    assertThat(chinese.get("fertility").isNull()).isTrue();
    assertThat(chinese.get("fidelity").textValue()).isEqualTo("lossless");
  }

  @Test
  void explanations_show_what_has_no_picture() throws IOException {
    TokenExplanation explanation =
        new TokenExplanation(
            List.of(
                new TokenPiece(1, "<s>", 0, 0, "", PieceReason.SPECIAL_TOKEN),
                new TokenPiece(7, "水", 0, 1, "水", PieceReason.VOCABULARY),
                new TokenPiece(12, "a\n", 1, 3, "\"\n\u200D\\", PieceReason.VOCABULARY)));
    List<String> lines = explanation.toTable().lines().toList();
    assertThat(lines)
        .containsExactly(
            "#  id  start  end  reason         token  text",
            "0   1      -    -  special token  <s>",
            "1   7      0    1  vocabulary     水     \"水\"",
            "2  12      1    3  vocabulary     a\\n    \"\\\"\\n\\u200d\\\\\"");
    JsonNode json = new ObjectMapper().readTree(explanation.toJson());
    assertThat(json.get(2).get("text").textValue()).isEqualTo("\"\n\u200D\\");
    assertThat(json.get(0).get("reason").textValue()).isEqualTo("special token");
  }

  @Test
  void controls_formats_and_odd_spaces_are_written_as_escapes() {
    assertThat(Escapes.visible("a\t\r\u0000\u00A0\u202E\u2028\uE000\uD800 é"))
        .isEqualTo("a\\t\\r\\u0000\\u00a0\\u202e\\u2028\\ue000\\ud800 é");
    assertThat(Escapes.visible("\uD83D\uDE00")).isEqualTo("\uD83D\uDE00");
    IntStream.rangeClosed(0, 0x9F)
        .filter(Character::isISOControl)
        .forEach(c -> assertThat(Escapes.visible(Character.toString(c))).startsWith("\\"));
  }

  @Test
  void marks_without_a_letter_are_written_as_escapes() {
    assertThat(Escapes.quoted("\u0301")).isEqualTo("\"\\u0301\"");
    assertThat(Escapes.quoted("\u0301\u0302a\u0301\u0302"))
        .isEqualTo("\"\\u0301\\u0302a\u0301\u0302\"");
    assertThat(Escapes.visible("\n\u0301")).as("behind an escape").isEqualTo("\\n\\u0301");
    assertThat(Escapes.visible("\u0915\u0940 \u0940")).isEqualTo("\u0915\u0940 \u0940");
  }
}
