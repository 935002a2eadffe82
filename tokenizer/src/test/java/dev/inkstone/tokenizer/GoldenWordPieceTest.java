package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.testing.GoldenData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Published WordPiece vocabularies against ids and texts that other software gave. */
class GoldenWordPieceTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "bert-base-uncased, bert-base-uncased/tokenizer.json",
    "bert-base-uncased, bert-base-uncased/vocab.txt",
    "bert-base-uncased, all-minilm-l6-v2/tokenizer.json",
    "bert-base-uncased, bge-small-en/tokenizer.json",
    "bert-base-uncased, ggml-vocab/ggml-vocab-bert-bge.gguf",
    "bert-base-chinese, bert-base-chinese/tokenizer.json",
    "bert-base-chinese, bert-base-chinese/vocab.txt"
  })
  void encodes_places_and_decodes_the_169_torture_texts(String family, String file)
      throws IOException {
    Tokenizer tokenizer = load(file);
    GoldenTexts.checkHuggingFace(tokenizer, family);
    GoldenTexts.checkOffsets(tokenizer, family);
  }

  @ParameterizedTest
  @CsvSource({
    "Xenova/bert-base-uncased, bert-base-uncased/tokenizer.json",
    "Xenova/distilbert-base-uncased-finetuned-sst-2-english, bert-base-uncased/vocab.txt",
    "Xenova/bge-small-zh-v1.5, bert-base-chinese/tokenizer.json",
    "Xenova/bert-base-multilingual-cased-ner-hrl, bert-base-multilingual-cased/vocab.txt.gz",
    "Xenova/distiluse-base-multilingual-cased-v2, bert-base-multilingual-cased/vocab.txt.gz",
    "distilbert/distilbert-base-multilingual-cased, bert-base-multilingual-cased/vocab.txt.gz"
  })
  void encodes_the_texts_of_transformers_js(String model, String file) throws IOException {
    GoldenTexts.checkTransformersJs(load(file), model);
  }

  /** The same vocabulary as bert-base-chinese, but lower-cased. */
  @ParameterizedTest
  @ValueSource(strings = "Xenova/bge-base-zh-v1.5")
  void encodes_with_the_settings_of_the_configuration(String model) throws IOException {
    copy("bert-base-chinese/vocab.txt");
    writeConfig(true);
    GoldenTexts.checkTransformersJs(HuggingFaceTokenizers.load(folder), model);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bge-small-en/tokenizer.json",
        "bge-small-en/vocab.txt",
        "ggml-vocab/ggml-vocab-bert-bge.gguf"
      })
  void encodes_the_46_texts_and_the_torture_text_of_llama_cpp(String file)
      throws IOException, NoSuchAlgorithmException {
    Tokenizer tokenizer = load(file);
    GoldenTexts.checkLlamaCpp(tokenizer, "bert-bge");
    GoldenTexts.checkLlamaCppHash(tokenizer, "bert-bge");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert-cls", "bert-mean", "nomic-bert"})
  void encodes_like_llama_cpp_with_and_without_special_tokens(String model) throws IOException {
    Path file = GoldenData.path("reference/arch/" + model + ".gguf");
    Tokenizer tokenizer = GgufTokenizers.from(GgufFixture.metadata(file));
    JsonNode cases = GoldenData.json("reference/arch/" + model + ".tokens.json").get("tokenize");
    assertThat(cases).as("cases of %s", model).isNotEmpty();
    for (JsonNode row : cases) {
      String text = row.get("text").asText();
      assertThat(tokenizer.encode(text)).as(text).containsExactly(GoldenData.ids(row.get("ids")));
      assertThat(tokenizer.encode(text, EncodeOptions.ADD_SPECIAL))
          .as(text)
          .containsExactly(GoldenData.ids(row.get("ids_add_special")));
      assertThat(tokenizer.encode(text, GoldenTexts.LIKE_THE_LIBRARY))
          .as(text)
          .containsExactly(GoldenData.ids(row.get("ids_add_special_parse_special")));
    }
  }

  private Tokenizer load(String file) throws IOException {
    if (file.endsWith(".gguf")) {
      return GgufTokenizers.from(GgufFixture.metadata(GoldenData.path("tokenizers/" + file)));
    }
    if (file.endsWith(".json")) {
      return HuggingFaceTokenizers.load(GoldenData.path("tokenizers/" + file));
    }
    copy(file);
    boolean lowercase = file.contains("uncased") || file.contains("bge-small-en");
    writeConfig(lowercase);
    return HuggingFaceTokenizers.load(folder);
  }

  private void copy(String file) throws IOException {
    try (InputStream in = GoldenData.open("tokenizers/" + file)) {
      Files.copy(in, folder.resolve("vocab.txt"));
    }
  }

  private void writeConfig(boolean lowercase) throws IOException {
    Files.writeString(
        folder.resolve("tokenizer_config.json"), "{\"do_lower_case\": %s}".formatted(lowercase));
  }
}
