package dev.inkstone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkstone.EmbeddingModel;
import dev.inkstone.Pooling;
import dev.inkstone.tokenizer.EncodeOptions;
import dev.inkstone.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RandomBertTest {
  @TempDir Path folder;

  @Test
  void the_model_has_the_shape_of_minilm_and_the_tokens_it_was_given() throws IOException {
    Files.write(
        folder.resolve("vocab.txt"),
        List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "ink", "##stone", "well", "!"));
    Tokenizer tokenizer = Tokenizer.load(folder);
    Path file = folder.resolve("bert.gguf");
    RandomBert.write(tokenizer, "Q4_0", 1, file);
    try (EmbeddingModel model = EmbeddingModel.load(file)) {
      assertThat(model.info().layers()).isEqualTo(6);
      assertThat(model.info().pooling()).isEqualTo(Pooling.MEAN);
      assertThat(model.maxTokens()).isEqualTo(512);
      assertThat(model.dimension()).isEqualTo(384);
      // 6 layers of 12 d^2 weights and 13 d of norms and biases, embeddings and their norm
      assertThat(model.info().parameters())
          .isEqualTo(6 * (12 * 384 * 384 + 13 * 384) + (9 + 512 + 2 + 2) * 384);
      String text = "inkstone ink! well";
      assertThat(model.tokenizer().encode(text, EncodeOptions.ADD_SPECIAL))
          .isEqualTo(tokenizer.encode(text, EncodeOptions.ADD_SPECIAL));
      assertThat(model.embed(text)).hasSize(384).doesNotContain(Float.NaN);
    }
  }
}
