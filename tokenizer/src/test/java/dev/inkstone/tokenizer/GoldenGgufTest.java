package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.testing.GoldenData;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Published vocabularies in GGUF against ids that llama.cpp and Hugging Face gave. */
class GoldenGgufTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deepseek-coder",
        "deepseek-llm",
        "falcon",
        "gpt-2",
        "llama-spm",
        "mpt",
        "phi-3",
        "refact",
        "starcoder"
      })
  void encodes_the_46_texts_of_llama_cpp(String family) throws IOException {
    Tokenizer tokenizer = GgufTokenizers.from(vocabulary(family));
    GoldenTexts.checkLlamaCpp(tokenizer, family);
  }

  @ParameterizedTest
  @CsvSource({"llama-bpe", "qwen2", "deepseek-r1-qwen"})
  void encodes_the_46_texts_of_llama_cpp_with_composed_vocabularies(String family)
      throws IOException {
    Map<String, Object> metadata =
        family.equals("llama-bpe") ? ComposedVocabularies.llama3() : ComposedVocabularies.qwen2();
    GoldenTexts.checkLlamaCpp(GgufTokenizers.from(metadata), family);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"deepseek-coder", "deepseek-llm", "falcon", "gpt-2", "mpt", "refact", "starcoder"})
  void hashes_the_torture_text_of_the_converters(String family)
      throws IOException, NoSuchAlgorithmException {
    GoldenTexts.checkLlamaCppHash(GgufTokenizers.from(vocabulary(family)), family);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"llama-bpe", "qwen2", "deepseek-r1-qwen", "deepseek-v3", "tekken", "gpt-4o"})
  void hashes_the_torture_text_of_the_converters_with_composed_vocabularies(String family)
      throws IOException, NoSuchAlgorithmException {
    GoldenTexts.checkLlamaCppHash(GgufTokenizers.from(composed(family)), family);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deepseek",
        "deepseek2-lite",
        "deepseek2-mla576",
        "deepseek2-v3",
        "deepseek2-v3-grouped",
        "deepseek2-v3-split",
        "falcon-7b",
        "falcon-40b",
        "gemma",
        "gemma2",
        "gemma3",
        "gpt-oss",
        "gpt-oss-mxfp4",
        "gpt2",
        "llama",
        "llama-headdim",
        "llama-linear",
        "llama-mha-bias",
        "llama-ropefreqs",
        "llama-swa",
        "llama-tied",
        "llama-yarn",
        "mixtral",
        "phi3",
        "phi3-longrope-long",
        "phi3-longrope-short",
        "phi3-swa",
        "qwen",
        "qwen2",
        "qwen2-tied",
        "qwen2moe",
        "qwen3",
        "qwen3moe"
      })
  void encodes_like_llama_cpp_with_and_without_special_tokens(String model) throws IOException {
    Tokenizer tokenizer = model("reference/arch/" + model + ".gguf");
    JsonNode cases = GoldenData.json("reference/arch/" + model + ".tokens.json").get("tokenize");
    assertThat(cases).as("cases of %s", model).isNotEmpty();
    for (JsonNode row : cases) {
      if (model.startsWith("gpt-oss") && row.get("text").asText().contains("<|message|>")) {
        // llama.cpp reads the markup of gpt-oss even in plain text; here plain text never is
        // markup.
        checkAsMarkup(tokenizer, row);
      } else {
        checkThreeWays(tokenizer, row);
      }
    }
  }

  @Test
  void knows_the_pre_tokenizers_of_llama_cpp_and_what_they_add() throws IOException {
    JsonNode names = GoldenData.json("tokenizers/expected/ggml_pre_types.json").get("names");
    assertThat(names.size()).isGreaterThan(80);
    for (Map.Entry<String, JsonNode> name : names.properties()) {
      // Gemma 4 spells spaces as SentencePiece does and is a model of its own there.
      if (!name.getKey().equals("gemma4")) {
        PreTokenizerFamily family = PreTokenizerFamily.named(name.getKey(), "name");
        JsonNode flags = name.getValue().path("flags");
        assertThat(family.ignoresMerges())
            .as(name.getKey())
            .isEqualTo(flags.path("ignore_merges").asBoolean());
        assertThat(family.addsBos()).as(name.getKey()).isEqualTo(flags.path("add_bos").asBoolean());
      }
    }
  }

  @Test
  void encodes_llama_2_with_and_without_special_tokens() throws IOException {
    Tokenizer tokenizer = model("reference/models/llama-2-tiny-random.gguf");
    JsonNode golden = GoldenData.json("reference/models/llama-2-tiny-random.golden.json");
    assertThat(golden.get("tokenize")).isNotEmpty();
    for (JsonNode row : golden.get("tokenize")) {
      checkThreeWays(tokenizer, row);
    }
  }

  @Test
  void encodes_prompts_and_decodes_answers_of_a_trained_model() throws IOException {
    Tokenizer tokenizer = model("reference/models/stories260K/stories260K.gguf");
    for (JsonNode row :
        GoldenData.json("reference/models/stories260K/golden.json").get("prompts")) {
      JsonNode prompt = row.get("prompt_ids_with_bos");
      check(tokenizer, EncodeOptions.ADD_SPECIAL, row.get("text").asText(), prompt);
      int[] answer = GoldenData.ids(row.get("generated_ids"));
      int[] all =
          IntStream.concat(Arrays.stream(GoldenData.ids(prompt)), Arrays.stream(answer)).toArray();
      // The golden text keeps the space that encoding put in front.
      assertThat(" " + tokenizer.decode(all)).isEqualTo(row.get("full_text").asText());
    }
  }

  private static void checkThreeWays(Tokenizer tokenizer, JsonNode row) {
    String text = row.get("text").asText();
    check(tokenizer, EncodeOptions.PLAIN, text, row.get("ids"));
    check(tokenizer, EncodeOptions.ADD_SPECIAL, text, row.get("ids_add_special"));
    checkAsMarkup(tokenizer, row);
  }

  private static void checkAsMarkup(Tokenizer tokenizer, JsonNode row) {
    check(
        tokenizer,
        GoldenTexts.LIKE_THE_LIBRARY,
        row.get("text").asText(),
        row.get("ids_add_special_parse_special"));
  }

  private static void check(
      Tokenizer tokenizer, EncodeOptions options, String text, JsonNode expected) {
    assertThat(tokenizer.encode(text, options)).as(text).containsExactly(GoldenData.ids(expected));
  }

  private static Map<String, Object> composed(String family) throws IOException {
    return switch (family) {
      case "llama-bpe" -> ComposedVocabularies.llama3();
      case "qwen2" -> ComposedVocabularies.qwen2();
      case "deepseek-r1-qwen" -> {
        Map<String, Object> metadata = ComposedVocabularies.qwen2();
        metadata.put("tokenizer.ggml.pre", family);
        // The begin token of this model lies after Qwen's own.
        metadata.put("tokenizer.ggml.bos_token_id", 151646L);
        yield ComposedVocabularies.withToken(metadata, 151646, "<begin>");
      }
      case "deepseek-v3" -> {
        Map<Integer, String> special = Map.of(0, "<begin>", 1, "<end>", 2, "<pad>");
        Map<String, Object> metadata =
            ComposedVocabularies.ranks(
                family, "tokenizers/deepseek-v3/deepseek_base.tiktoken.gz", special);
        yield withBos(metadata, 0);
      }
      case "tekken" -> {
        Map<Integer, String> special = ComposedVocabularies.firstThousand();
        Map<String, Object> metadata =
            ComposedVocabularies.ranksInAlphabet(
                family, "tokenizers/mistral-tekken/mistral_v3_tekken.tiktoken.gz", special);
        yield withBos(metadata, 1);
      }
      case "gpt-4o" ->
          ComposedVocabularies.ranks(
              family,
              "tokenizers/tiktoken/o200k_base.tiktoken.gz",
              Map.of(199999, "<|endoftext|>"));
      default -> throw new IllegalArgumentException(family);
    };
  }

  private static Map<String, Object> withBos(Map<String, Object> metadata, long id) {
    metadata.put("tokenizer.ggml.bos_token_id", id);
    metadata.put("tokenizer.ggml.add_bos_token", true);
    return metadata;
  }

  private static Map<String, Object> vocabulary(String family) throws IOException {
    String name = "tokenizers/ggml-vocab/ggml-vocab-" + family + ".gguf";
    return GgufFixture.metadata(GoldenData.path(name));
  }

  private static Tokenizer model(String name) throws IOException {
    return GgufTokenizers.from(GgufFixture.metadata(GoldenData.path(name)));
  }
}
