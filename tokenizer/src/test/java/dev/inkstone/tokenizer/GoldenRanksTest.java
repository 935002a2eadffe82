package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.testing.GoldenData;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vocabularies given by ranks, with merges recovered from them, and hand-picked vectors. */
class GoldenRanksTest {

  @ParameterizedTest
  @CsvSource({"r50k_base, gpt-2", "p50k_base, gpt-2", "cl100k_base, dbrx", "o200k_base, gpt-4o"})
  void encodes_the_texts_of_jtokkit_and_gpt_tokenizer(String encoding, String pre)
      throws IOException {
    // Any id past the ranks will do for a special token: these texts are encoded as plain text.
    Tokenizer tokenizer =
        GgufTokenizers.from(
            ComposedVocabularies.ranks(
                pre,
                "tokenizers/tiktoken/" + encoding + ".tiktoken.gz",
                Map.of(210_000, "<|endoftext|>")));
    JsonNode jtokkit = GoldenData.json("tokenizers/expected/jtokkit.json");
    GoldenTexts.checkRows(tokenizer, jtokkit.get("encodings").get(encoding));
    JsonNode plans = GoldenData.json("tokenizers/expected/gpt_tokenizer_testplans.json");
    GoldenTexts.checkRows(tokenizer, plans.get("encodings").get(encoding));
  }

  @Test
  void encodes_the_picked_texts_of_llama_3() throws IOException {
    Tokenizer tokenizer = GgufTokenizers.from(ComposedVocabularies.llama3());
    JsonNode golden = GoldenData.json("tokenizers/expected/handpicked.json");
    EncodeOptions parse = EncodeOptions.PARSE_SPECIAL;
    for (JsonNode row : golden.get("llama3")) {
      String text = row.get("text").asText();
      String framed =
          (row.path("bos").asBoolean() ? "<|begin_of_text|>" : "")
              + text
              + (row.path("eos").asBoolean() ? "<|end_of_text|>" : "");
      assertThat(tokenizer.encode(framed, parse))
          .as(text)
          .containsExactly(GoldenData.ids(row.get("ids")));
    }
    StringBuilder chat = new StringBuilder("<|begin_of_text|>");
    for (JsonNode message : golden.get("llama3_chat").get("messages")) {
      chat.append(header(message.get("role").asText()));
      chat.append(message.get("content").asText()).append("<|eot_id|>");
    }
    assertThat(tokenizer.encode(chat + header("assistant"), parse))
        .containsExactly(GoldenData.ids(golden.get("llama3_chat").get("ids")));
  }

  @Test
  void streams_the_picked_ids_of_llama_3() throws IOException {
    StreamingDecoder stream = GgufTokenizers.from(ComposedVocabularies.llama3()).streamingDecoder();
    JsonNode golden = GoldenData.json("tokenizers/expected/handpicked.json");
    for (JsonNode step : golden.get("llama3_stream").get("steps")) {
      String expected = step.get(1).isNull() ? "" : step.get(1).asText();
      assertThat(stream.next(step.get(0).asInt())).isEqualTo(expected);
    }
  }

  @Test
  void encodes_the_picked_texts_of_deepseek_v3_and_qwen() throws IOException {
    JsonNode golden = GoldenData.json("tokenizers/expected/handpicked.json");
    Map<Integer, String> special = Map.of(0, "<begin>", 1, "<end>", 2, "<pad>");
    Map<String, Object> deepSeek =
        ComposedVocabularies.ranks(
            "deepseek-v3", "tokenizers/deepseek-v3/deepseek_base.tiktoken.gz", special);
    GoldenTexts.checkRows(GgufTokenizers.from(deepSeek), golden.get("deepseek_v3"));
    GoldenTexts.checkRows(GgufTokenizers.from(ComposedVocabularies.qwen2()), golden.get("qwen"));
  }

  private static String header(String role) {
    return "<|start_header_id|>" + role + "<|end_header_id|>\n\n";
  }
}
