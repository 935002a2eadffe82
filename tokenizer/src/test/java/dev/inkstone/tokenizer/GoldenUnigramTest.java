package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inkstone.testing.GoldenData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published Unigram vocabularies against ids and texts that other software gave. */
class GoldenUnigramTest {
  private static final String T5 = "t5-small/tokenizer.json";
  private static final String XLMR = "xlm-roberta/paraphrase-multilingual-mpnet-base-v2.json.gz";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"t5-small, " + T5, "xlm-roberta-mpnet, " + XLMR})
  void encodes_places_and_decodes_the_169_torture_texts(String family, String file)
      throws IOException {
    Tokenizer tokenizer = load(file);
    GoldenTexts.checkHuggingFace(tokenizer, family);
    // Text 31 starts with two characters that the character map removes; the library then places
    // what follows two characters too early. The places given here are those in the text.
    GoldenTexts.checkOffsets(tokenizer, family, 31);
    Encoding removed =
        tokenizer.encoder().addSpecialTokens(false).build().encode("\u0001\u0002ctrl");
    assertThat(removed.sourceText(0)).startsWith("c");
    assertThat(removed.end(removed.size() - 1)).isEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource({
    "Xenova/t5-small, " + T5,
    "google-t5/t5-small, " + T5,
    "Xenova/paraphrase-multilingual-mpnet-base-v2, " + XLMR,
    "Xenova/paraphrase-multilingual-MiniLM-L12-v2, " + XLMR
  })
  void encodes_the_texts_of_transformers_js(String model, String file) throws IOException {
    GoldenTexts.checkTransformersJs(load(file), model);
  }

  /** The same vocabularies with spaces cut by Metaspace alone. */
  @ParameterizedTest
  @CsvSource({
    "Xenova/LaMini-Flan-T5-783M, " + T5 + ", false",
    "Xenova/bge-reranker-base, " + XLMR + ", true",
    "Xenova/multilingual-e5-small, " + XLMR + ", true"
  })
  void obeys_the_components_of_the_file(String model, String file, boolean collapses)
      throws IOException {
    ObjectNode json = (ObjectNode) GoldenData.json("tokenizers/" + file);
    json.set("pre_tokenizer", json.get("pre_tokenizer").get("pretokenizers").get(1));
    if (collapses) {
      ObjectNode replace = MAPPER.createObjectNode().put("type", "Replace").put("content", " ");
      replace.putObject("pattern").put("Regex", " {2,}");
      ArrayNode steps = MAPPER.createArrayNode().add(json.get("normalizer")).add(replace);
      json.putObject("normalizer").put("type", "Sequence").set("normalizers", steps);
    }
    MAPPER.writeValue(folder.resolve("tokenizer.json").toFile(), json);
    GoldenTexts.checkTransformersJs(HuggingFaceTokenizers.load(folder), model);
  }

  @Test
  void gives_the_pieces_of_the_model_file() throws IOException {
    Tokenizer tokenizer = load(XLMR);
    JsonNode rows = GoldenData.json("tokenizers/expected/sentencepiece.json").get("xlm-roberta");
    for (JsonNode row : rows) {
      List<String> pieces = SmallVocabularies.spelled(tokenizer, row.get("text").asText());
      if (row.has("pieces")) {
        assertThat(pieces).isEqualTo(MAPPER.convertValue(row.get("pieces"), List.class));
      }
    }
    assertThat(rows).isNotEmpty();
  }

  private Tokenizer load(String file) throws IOException {
    try (InputStream in = GoldenData.open("tokenizers/" + file)) {
      Files.copy(in, folder.resolve("tokenizer.json"));
    }
    return HuggingFaceTokenizers.load(folder);
  }
}
