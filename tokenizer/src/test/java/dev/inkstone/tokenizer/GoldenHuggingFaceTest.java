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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Published tokenizer.json files against ids and texts that Hugging Face's library gave. */
class GoldenHuggingFaceTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"gpt2", "roberta-base", "falcon", "llama2", "phi-3", "llama3", "qwen2", "clip"})
  void encodes_places_and_decodes_the_169_torture_texts(String family) throws IOException {
    Tokenizer tokenizer = load(family);
    GoldenTexts.checkHuggingFace(tokenizer, family);
    GoldenTexts.checkOffsets(tokenizer, family);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt2, Xenova/gpt2",
    "gpt2, openai-community/gpt2",
    "gpt2, tiiuae/falcon-rw-1b",
    "roberta-base, Xenova/all-distilroberta-v1",
    "falcon, tiiuae/falcon-7b",
    "llama2, Xenova/llama-tokenizer",
    "llama3, Xenova/llama3-tokenizer",
    "qwen2, Xenova/Qwen1.5-0.5B-Chat",
    "clip, Xenova/clip-vit-base-patch16"
  })
  void encodes_the_texts_of_transformers_js(String family, String model) throws IOException {
    GoldenTexts.checkTransformersJs(load(family), model);
  }

  @ParameterizedTest
  @CsvSource({"roberta-base, roberta-bpe", "phi-3, phi-3", "llama2, llama-spm"})
  void encodes_the_46_texts_of_llama_cpp(String family, String name) throws IOException {
    GoldenTexts.checkLlamaCpp(load(family), name);
  }

  @Test
  void finds_added_tokens_as_the_library_does() throws IOException {
    JsonNode rows = GoldenData.json("tokenizers/expected/semantics.json").get("gpt2_added_tokens");
    assertThat(rows).hasSize(5);
    for (JsonNode row : rows) {
      ObjectMapper mapper = new ObjectMapper();
      Path gpt2 = GoldenData.path("tokenizers/gpt2/tokenizer.json");
      ObjectNode root = (ObjectNode) mapper.readTree(gpt2.toFile());
      ObjectNode bytes = (ObjectNode) root.get("pre_tokenizer");
      bytes.put("add_prefix_space", row.path("add_prefix_space").asBoolean());
      ArrayNode added = root.putArray("added_tokens");
      for (JsonNode content : row.path("add_all")) {
        added.addObject().put("id", 50257 + added.size()).set("content", content);
      }
      if (row.has("add")) {
        added.addObject().put("id", 50257).setAll((ObjectNode) row.get("add"));
      }
      Path file = folder.resolve("tokenizer.json");
      mapper.writeValue(file.toFile(), root);
      Tokenizer tokenizer = HuggingFaceTokenizers.load(file);
      List<String> tokens = SmallVocabularies.spelled(tokenizer, row.get("text").asText());
      List<String> expected = new ArrayList<>();
      // The rows show the text around an added token, the tokenizer shows the token.
      row.get("tokens").forEach(token -> expected.add(token.asText().strip()));
      assertThat(tokens).as(row.toString()).isEqualTo(expected);
    }
  }

  private Tokenizer load(String family) throws IOException {
    return switch (family) {
      case "llama3" ->
          HuggingFaceTokenizers.load(compose(ComposedVocabularies.llama3(), "{1,3}", true, false));
      case "qwen2" ->
          HuggingFaceTokenizers.load(compose(ComposedVocabularies.qwen2(), "", false, true));
      case "roberta-base", "falcon", "clip" -> {
        Path file = folder.resolve("tokenizer.json");
        try (InputStream in = GoldenData.open("tokenizers/" + family + "/tokenizer.json.gz")) {
          Files.copy(in, file);
        }
        yield HuggingFaceTokenizers.load(folder);
      }
      default ->
          HuggingFaceTokenizers.load(GoldenData.path("tokenizers/" + family + "/tokenizer.json"));
    };
  }

  /** Writes a tokenizer.json as the families with a Split and a ByteLevel pre-tokenizer have it. */
  private Path compose(
      Map<String, Object> metadata, String digits, boolean ignoreMerges, boolean composed)
      throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    JsonNode tokens = mapper.valueToTree(metadata.get("tokenizer.ggml.tokens"));
    JsonNode types = mapper.valueToTree(metadata.get("tokenizer.ggml.token_type"));
    ObjectNode vocabulary = mapper.createObjectNode();
    ArrayNode added = root.putArray("added_tokens");
    for (int id = 0; id < tokens.size(); id++) {
      if (types.get(id).asInt() == 1) {
        vocabulary.put(tokens.get(id).asText(), id);
      } else if (isInTheGoldenFile(tokens.get(id).asText())) {
        added.addObject().put("id", id).put("special", true).set("content", tokens.get(id));
      }
    }
    if (composed) {
      root.putObject("normalizer").put("type", "NFC");
    }
    ObjectNode sequence = root.putObject("pre_tokenizer").put("type", "Sequence");
    ArrayNode steps = sequence.putArray("pretokenizers");
    ObjectNode split = steps.addObject().put("type", "Split").put("behavior", "Isolated");
    split.putObject("pattern").put("Regex", pattern(digits));
    steps
        .addObject()
        .put("type", "ByteLevel")
        .put("use_regex", false)
        .put("add_prefix_space", false);
    root.putObject("decoder").put("type", "ByteLevel");
    ObjectNode model = root.putObject("model").put("type", "BPE");
    model.put("ignore_merges", ignoreMerges);
    model.set("vocab", vocabulary);
    model.set("merges", mapper.valueToTree(metadata.get("tokenizer.ggml.merges")));
    Path file = folder.resolve("composed.json");
    mapper.writeValue(file.toFile(), root);
    return file;
  }

  private static boolean isInTheGoldenFile(String special) {
    return !special.startsWith("[PAD") && !special.contains("header") && !special.contains("eot");
  }

  private static String pattern(String digits) {
    return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
        + digits
        + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  }
}
