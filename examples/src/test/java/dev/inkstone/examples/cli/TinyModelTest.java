package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkstone.LanguageModel;
import dev.inkstone.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TinyModelTest {
  @TempDir Path folder;

  @Test
  void the_same_seed_makes_the_same_file_and_another_seed_another() throws IOException {
    Path first = folder.resolve("1.gguf");
    Path again = folder.resolve("1-again.gguf");
    Path other = folder.resolve("2.gguf");
    new TinyModel(1).write(first);
    new TinyModel(1).write(again);
    new TinyModel(2).write(other);

    assertThat(Files.mismatch(first, again)).isEqualTo(-1);
    assertThat(Files.mismatch(first, other)).isNotNegative();
  }

  @Test
  void every_text_survives_its_tokenizer() {
    Path file = folder.resolve("1.gguf");
    new TinyModel(1).write(file);
    try (LanguageModel model = LanguageModel.load(file)) {
      Tokenizer tokenizer = model.tokenizer();
      for (String text :
          new String[] {"", " ink", "The quiet river.", "übergroß 水石 🖋", "\t\n\0"}) {
        assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
      }
      assertThat(tokenizer.encode(" stone")).hasSize(1);
    }
  }
}
