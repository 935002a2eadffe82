package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.testing.GoldenData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** vocab.json with merges.txt of published models, against what Hugging Face's library gave. */
class GoldenMergeFilesTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"gpt2, tokenizer.json", "roberta-base, tokenizer.json.gz"})
  void encodes_the_169_torture_texts(String family, String file) throws IOException {
    // The two files are the model section of the same model's tokenizer.json.
    JsonNode model = GoldenData.json("tokenizers/" + family + "/" + file).get("model");
    Files.writeString(folder.resolve("vocab.json"), model.get("vocab").toString());
    List<String> merges = new ArrayList<>(List.of("#version: 0.2"));
    model.get("merges").forEach(merge -> merges.add(merge.asText()));
    Files.write(folder.resolve("merges.txt"), merges);
    check(family);
  }

  @Test
  void encodes_the_169_torture_texts_with_the_files_of_qwen() throws IOException {
    Files.copy(GoldenData.path("tokenizers/qwen/vocab.json"), folder.resolve("vocab.json"));
    Files.copy(GoldenData.path("tokenizers/qwen/merges.txt"), folder.resolve("merges.txt"));
    check("qwen2");
    Files.copy(
        GoldenData.path("tokenizers/qwen/qwen2.5.tokenizer_config.json"),
        folder.resolve("tokenizer_config.json"));
    Tokenizer tokenizer = Tokenizer.load(folder);
    assertThat(tokenizer.id("<tool_call>")).hasValue(151657);
    assertThat(tokenizer.specialTokens().eos()).hasValue(151645);
  }

  private void check(String family) throws IOException {
    GoldenTexts.checkHuggingFace(Tokenizer.load(folder), family);
  }
}
