package dev.inkstone.engine.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.testing.GoldenData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublishedFilesTest {

  @Test
  void opens_every_gguf_model() throws IOException {
    List<Path> files = GoldenData.below("reference", ".gguf");
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      try (GgufFile gguf = GgufFile.open(file)) {
        assertThat(gguf.metadata().string("general.architecture")).as("%s", file).isNotEmpty();
        assertThat(gguf.tensors()).as("%s", file).isNotEmpty();
        for (StoredTensor tensor : gguf.tensors()) {
          long bytes = tensor.type().bytesFor(tensor.shape().elements());
          assertThat(tensor.data().byteSize()).as("%s in %s", tensor.name(), file).isEqualTo(bytes);
        }
      }
    }
  }

  @Test
  void opens_every_gguf_vocabulary() throws IOException {
    List<Path> files = GoldenData.below("tokenizers/ggml-vocab", ".gguf");
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      try (GgufFile gguf = GgufFile.open(file)) {
        int tokens = gguf.metadata().strings("tokenizer.ggml.tokens").size();
        assertThat(tokens).as("%s", file).isGreaterThan(1000);
        assertThat(gguf.metadata().integers("tokenizer.ggml.token_type")).hasSize(tokens);
      }
    }
  }

  @Test
  void opens_every_safetensors_file() throws IOException {
    List<Path> files = GoldenData.below("reference", ".safetensors");
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      try (SafetensorsFile safetensors = SafetensorsFile.open(file)) {
        assertThat(safetensors.tensors()).as("%s", file).isNotEmpty();
      }
    }
  }

  @Test
  void reads_stories260k_as_published() {
    Path file = GoldenData.path("reference/models/stories260K/stories260K.gguf");
    try (GgufFile gguf = GgufFile.open(file)) {
      Metadata metadata = gguf.metadata();
      assertThat(metadata.string("general.architecture")).isEqualTo("llama");
      assertThat(metadata.count("llama.embedding_length")).isEqualTo(64);
      assertThat(metadata.count("llama.block_count")).isEqualTo(5);
      assertThat(metadata.strings("tokenizer.ggml.tokens")).hasSize(512);
      assertThat(gguf.tensor("token_embd.weight").orElseThrow().shape())
          .isEqualTo(Shape.of(512, 64));
    }
  }
}
