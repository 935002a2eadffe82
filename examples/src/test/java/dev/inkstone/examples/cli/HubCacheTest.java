package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubCacheTest {
  @TempDir Path folder;

  private static Shell shell(Map<String, String> environment) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return new Shell(
        new ByteArrayInputStream(new byte[0]),
        nowhere,
        nowhere,
        false,
        environment,
        Interrupts.manual());
  }

  private Path model(String repository, String file) throws IOException {
    Path path = folder.resolve(repository).resolve("snapshots/1").resolve(file);
    Files.createDirectories(path.getParent());
    new TinyModel(1).write(path);
    return path;
  }

  @Test
  void the_environment_names_the_cache_in_hugging_faces_order() {
    Map<String, String> home = Map.of("HOME", "/h");
    assertThat(HubCache.of(shell(home)).folder()).isEqualTo(Path.of("/h/.cache/huggingface/hub"));
    assertThat(HubCache.of(shell(Map.of("HOME", "/h", "XDG_CACHE_HOME", "/x"))).folder())
        .isEqualTo(Path.of("/x/huggingface/hub"));
    assertThat(HubCache.of(shell(Map.of("HF_HOME", "/f", "XDG_CACHE_HOME", "/x"))).folder())
        .isEqualTo(Path.of("/f/hub"));
    assertThat(HubCache.of(shell(Map.of("HF_HOME", "/f", "HF_HUB_CACHE", "/c"))).folder())
        .isEqualTo(Path.of("/c"));
  }

  @Test
  void the_first_path_wins_among_equals() throws IOException {
    model("models--z--z", "m.gguf");
    Path first = model("models--a--a", "m.gguf");

    assertThat(new HubCache(folder).smallest(Long.MAX_VALUE)).contains(first);
  }

  @Test
  void models_above_the_bound_are_left_alone() throws IOException {
    Path file = model("models--a--a", "m.gguf");

    assertThat(new HubCache(folder).smallest(Files.size(file))).contains(file);
    assertThat(new HubCache(folder).smallest(Files.size(file) - 1)).isEmpty();
  }

  @Test
  void what_is_no_model_is_passed_over() throws IOException {
    model("datasets--a--a", "m.gguf");
    Path folderOfModel = folder.resolve("models--b--b/snapshots/1");
    Files.createDirectories(folderOfModel);
    Files.writeString(folderOfModel.resolve("model.safetensors"), "nothing");
    Files.writeString(folderOfModel.resolve("tokenizer.json"), "{}");
    Files.writeString(
        folderOfModel.resolve("config.json"), "{\"architectures\": [\"NoSuchModel\"]}");

    assertThat(new HubCache(folder).smallest(Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void a_folder_with_safetensors_of_a_supported_architecture_is_found() throws IOException {
    Path snapshot = folder.resolve("models--b--b/snapshots/1");
    Files.createDirectories(snapshot);
    Files.writeString(snapshot.resolve("model.safetensors"), "nothing");
    Files.writeString(snapshot.resolve("tokenizer.json"), "{}");
    Files.writeString(
        snapshot.resolve("config.json"), "{\"architectures\": [\"LlamaForCausalLM\"]}");

    assertThat(new HubCache(folder).smallest(Long.MAX_VALUE)).contains(snapshot);
  }

  @Test
  void an_absent_cache_has_no_models() {
    assertThat(new HubCache(folder.resolve("none")).smallest(Long.MAX_VALUE)).isEmpty();
  }
}
