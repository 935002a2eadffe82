package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
  @TempDir Path folder;

  private Path cached(String repository, String file) throws IOException {
    Path snapshot = folder.resolve("hub").resolve(repository).resolve("snapshots/abc");
    Files.createDirectories(snapshot);
    return snapshot.resolve(file);
  }

  @Test
  void without_any_model_it_shows_a_random_one_and_says_so() {
    Run run = Run.in(Map.of("HF_HUB_CACHE", folder.toString()), "", "quickstart").succeeds();

    assertThat(run.out())
        .contains("RANDOM", "means nothing", "Tokenize", "Generate", "Chat", "Speed")
        .contains("seed 42 again gives the same text, seed 43 another")
        .contains("prompt tokens came from the cache")
        .contains("./inkstone chat --model");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void takes_the_model_of_the_environment() {
    Path file = folder.resolve("mine.gguf");
    new TinyModel(5).write(file);

    Run run = Run.in(Map.of("INKSTONE_MODEL", file.toString()), "", "quickstart").succeeds();

    assertThat(run.out()).contains("from INKSTONE_MODEL: " + file).doesNotContain("RANDOM");
  }

  @Test
  void a_model_that_was_asked_for_wins() {
    Path file = folder.resolve("mine.gguf");
    new TinyModel(5).write(file);

    Run run =
        Run.in(Map.of("INKSTONE_MODEL", "/nonexistent"), "", "quickstart", "-m", file.toString());

    assertThat(run.succeeds().out()).contains("mine.gguf");
  }

  @Test
  void takes_the_smallest_supported_model_of_the_cache() throws IOException {
    Path supported = cached("models--b--tiny", "b.gguf");
    new TinyModel(5).write(supported);
    Files.writeString(cached("models--a--broken", "a.gguf"), "GGUF but broken");

    Run run = Run.in(Map.of("HF_HOME", folder.toString()), "", "quickstart").succeeds();

    assertThat(run.out()).contains("in the Hugging Face cache: " + supported);
  }

  @Test
  void leaves_no_file_behind() throws IOException {
    Path file;
    try (TemporaryModel model = TemporaryModel.write(1)) {
      file = model.file();
      assertThat(file).exists();
    }
    assertThat(file).doesNotExist();
    assertThat(file.getParent()).doesNotExist();
  }
}
