package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.testing.GoldenData;
import dev.inkstone.tokenizer.efficiency.EfficiencyReport;
import dev.inkstone.tokenizer.efficiency.Fidelity;
import dev.inkstone.tokenizer.efficiency.ParallelCorpus;
import dev.inkstone.tokenizer.efficiency.PieceReason;
import dev.inkstone.tokenizer.efficiency.TokenEfficiency;
import dev.inkstone.tokenizer.efficiency.TokenExplanation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What published vocabularies cost in ten languages, against counts of other software. */
class GoldenEfficiencyTest {
  private static final String COUNTS = "tokenizers/expected/udhr_article1_counts.json";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GPT-2",
        "cl100k (GPT-4)",
        "o200k (GPT-4o)",
        "Llama-2",
        "Llama-3",
        "Qwen2/3",
        "DeepSeek-LLM",
        "DeepSeek-V3",
        "BERT uncased",
        "BERT Chinese",
        "T5",
        "XLM-R"
      })
  void counts_the_declaration_of_human_rights_in_ten_languages(String name) throws IOException {
    EfficiencyReport report = report(name);
    Map<String, Long> expected = new LinkedHashMap<>();
    GoldenData.json(COUNTS)
        .get("tokens")
        .get(name)
        .properties()
        .forEach(count -> expected.put(count.getKey(), count.getValue().asLong()));
    Map<String, Long> found = new LinkedHashMap<>();
    report
        .languages()
        .forEach(
            language -> found.put(language, report.measurement(name, language).tokens().total()));
    assertThat(expected).hasSize(10);
    assertThat(found).isEqualTo(expected);
  }

  /** Chinese by English: from 2.6 times as many tokens to fewer. */
  @ParameterizedTest
  @CsvSource({
    "GPT-2, 2.606, LOSSLESS",
    "o200k (GPT-4o), 1.061, LOSSLESS",
    "Qwen2/3, 0.818, LOSSLESS",
    "DeepSeek-V3, 0.818, LOSSLESS",
    "Llama-2, 1.722, LOSSLESS",
    "XLM-R, 0.811, FOLDED",
    "BERT Chinese, 0.827, FOLDED",
    "T5, 0.167, LOSSY"
  })
  void chinese_costs_as_many_times_as_english(String name, double premium, Fidelity fidelity)
      throws IOException {
    EfficiencyReport report = report(name);
    assertThat(Math.round(1000 * report.premium(report.measurement(name, "zh"))) / 1000.0)
        .isEqualTo(premium);
    assertThat(report.measurement(name, "zh").fidelity()).isEqualTo(fidelity);
  }

  @Test
  void what_loses_text_ranks_last_though_it_needs_the_fewest_tokens() throws IOException {
    EfficiencyReport report = report("GPT-2", "T5", "Llama-2");
    assertThat(report.ranking("ja"))
        .extracting(one -> one.tokenizer())
        .containsExactly("Llama-2", "GPT-2", "T5");
  }

  @ParameterizedTest
  @CsvSource({
    "GPT-2, unhappiness, un h appiness",
    "GPT-2, playing football, playing Ġfootball",
    "cl100k (GPT-4), unhappiness, un h appiness",
    "o200k (GPT-4o), playing football, playing Ġfootball",
    "Llama-3, unhappiness, un h appiness",
    "Qwen2/3, unhappiness, un h appiness",
    "DeepSeek-V3, unhappiness, un h appiness",
    "DeepSeek-LLM, unhappiness, un happiness",
    "Llama-2, unhappiness, ▁unh app iness",
    "BERT uncased, unhappiness, un ##ha ##pp ##iness",
    "BERT uncased, playing football, playing football",
    "BERT Chinese, playing football, play ##ing f ##oot ##ball",
    "BERT Chinese, 人工智能很强大, 人 工 智 能 很 强 大",
    "XLM-R, unhappiness, ▁unha ppi ness"
  })
  void cuts_words_into_the_pieces_of_its_vocabulary(String name, String text, String pieces)
      throws IOException {
    assertThat(SmallVocabularies.spelled(load(name), text)).containsExactly(pieces.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "GPT-2, 13, 0",
    "cl100k (GPT-4), 10, 0",
    "o200k (GPT-4o), 5, 0",
    "Llama-3, 6, 0",
    "Qwen2/3, 3, 0",
    "DeepSeek-V3, 3, 0",
    "DeepSeek-LLM, 3, 0",
    "Llama-2, 12, 0",
    "BERT uncased, 7, 4",
    "BERT Chinese, 7, 0",
    "T5, 2, 1",
    "XLM-R, 4, 0"
  })
  void counts_the_pieces_of_a_chinese_sentence(String name, int tokens, int unknown)
      throws IOException {
    TokenExplanation explanation = TokenEfficiency.explain(load(name), "人工智能很强大");
    assertThat(explanation.pieces()).hasSize(tokens);
    assertThat(explanation.count(PieceReason.UNKNOWN)).isEqualTo(unknown);
  }

  @Test
  void a_missing_ideograph_falls_back_to_its_bytes() throws IOException {
    TokenExplanation explanation = TokenEfficiency.explain(load("Llama-2"), "人工智能很强大");
    assertThat(explanation.count(PieceReason.BYTE_FALLBACK)).isEqualTo(6);
    assertThat(explanation.pieces().stream().map(piece -> piece.text()).distinct().toList())
        .as("each byte has the place of the whole character")
        .contains("很");
  }

  private EfficiencyReport report(String... names) throws IOException {
    Map<String, Tokenizer> tokenizers = new LinkedHashMap<>();
    for (String name : List.of(names)) {
      tokenizers.put(name, load(name));
    }
    ParallelCorpus.Builder corpus = ParallelCorpus.builder();
    for (Map.Entry<String, JsonNode> text : GoldenData.json(COUNTS).get("texts").properties()) {
      corpus.text(text.getKey(), text.getValue().asText());
    }
    return TokenEfficiency.compare(tokenizers, corpus.build());
  }

  private Tokenizer load(String name) throws IOException {
    return switch (name) {
      case "GPT-2" -> published("gpt2/tokenizer.json");
      case "cl100k (GPT-4)" -> unpacked("tiktoken/cl100k_base.tiktoken.gz");
      case "o200k (GPT-4o)" -> unpacked("tiktoken/o200k_base.tiktoken.gz");
      case "Llama-2" -> published("llama2/tokenizer.model");
      case "Llama-3" -> published("llama3/tokenizer.model");
      case "Qwen2/3" -> published("qwen");
      case "DeepSeek-LLM" ->
          GgufTokenizers.from(
              GgufFixture.metadata(
                  GoldenData.path("tokenizers/ggml-vocab/ggml-vocab-deepseek-llm.gguf")));
      case "DeepSeek-V3" ->
          GgufTokenizers.from(
              ComposedVocabularies.ranks(
                  "deepseek-v3",
                  "tokenizers/deepseek-v3/deepseek_base.tiktoken.gz",
                  Map.of(0, "<begin>", 1, "<end>", 2, "<pad>")));
      case "BERT uncased" -> published("bert-base-uncased/tokenizer.json");
      case "BERT Chinese" -> published("bert-base-chinese/tokenizer.json");
      case "T5" -> published("t5-small/tokenizer.json");
      case "XLM-R" -> unpacked("xlm-roberta/paraphrase-multilingual-mpnet-base-v2.json.gz");
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Tokenizer published(String file) {
    return Tokenizer.load(GoldenData.path("tokenizers/" + file));
  }

  private Tokenizer unpacked(String file) throws IOException {
    Path copy = folder.resolve(file.replaceAll(".*/|\\.gz$", ""));
    if (!Files.exists(copy)) {
      try (InputStream in = GoldenData.open("tokenizers/" + file)) {
        Files.copy(in, copy);
      }
    }
    return Tokenizer.load(copy);
  }
}
