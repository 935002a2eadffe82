package dev.inkstone.engine.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.error.InkstoneException;
import dev.inkstone.error.ModelFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorFilesTest {
  @TempDir private Path folder;

  @Test
  void recognises_files_by_content_whatever_their_name() {
    Path gguf = folder.resolve("a.bin");
    SmallModels.gguf().write(gguf);
    Path safetensors = folder.resolve("b.bin");
    SmallModels.safetensors().write(safetensors);
    try (TensorFile a = TensorFiles.open(gguf);
        TensorFile b = TensorFiles.open(safetensors)) {
      assertThat(a).isInstanceOf(GgufFile.class);
      assertThat(b).isInstanceOf(SafetensorsFile.class);
    }
  }

  @Test
  void recognises_folders() throws IOException {
    Path hub = folder.resolve("hub");
    SmallModels.safetensors().writeFolder(hub, 520);
    Files.writeString(hub.resolve("config.json"), "{}");
    Path single = Files.createDirectory(folder.resolve("single"));
    SmallModels.safetensors().write(single.resolve("adapter_model.safetensors"));
    Path gguf = Files.createDirectory(folder.resolve("gguf"));
    SmallModels.gguf().write(gguf.resolve("model.gguf"));
    for (Path model : new Path[] {hub, single, gguf, hub.resolve("model.safetensors.index.json")}) {
      try (TensorFile file = TensorFiles.open(model)) {
        assertThat(file.path().toString()).startsWith(model.toString());
        assertThat(file.tensor("scalar")).isPresent();
      }
    }
  }

  @Test
  void says_what_a_file_is_that_is_no_model() throws IOException {
    Map<String, String> contents =
        Map.of(
            "", "is empty",
            "hello world", "unknown format (it begins with 'hello wo')",
            "version https://git-lfs.github.com/spec/v1", "a Git LFS pointer",
            "PK\u0003\u0004rest", "a PyTorch checkpoint: convert it to safetensors",
            "tjgg", "older than GGUF",
            "\n<!DOCTYPE html>", "an HTML or XML page",
            "x", "it begins with 'x'");
    for (Map.Entry<String, String> entry : contents.entrySet()) {
      Path file = folder.resolve("model.gguf");
      Files.writeString(file, entry.getKey(), StandardCharsets.ISO_8859_1);
      assertThatThrownBy(() -> TensorFiles.open(file))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("model.gguf is")
          .hasMessageContaining(entry.getValue())
          .hasMessageContaining("expected a GGUF file, a safetensors file, or a Hugging Face");
    }
  }

  @Test
  void says_what_a_folder_holds_that_is_no_model() throws IOException {
    assertRefused("holds nothing");
    Files.writeString(folder.resolve("pytorch_model.bin"), "");
    assertRefused("holds no model, but pytorch_model.bin; ");
    for (String name : new String[] {"LICENSE", "README.md", "run.py", "train.py"}) {
      Files.writeString(folder.resolve(name), "");
    }
    assertRefused("holds no model, but LICENSE, README.md, pytorch_model.bin and 2 more; ");
    SmallModels.gguf().write(folder.resolve("a.gguf"));
    SmallModels.gguf().write(folder.resolve("b.gguf"));
    assertRefused("holds 2 GGUF models, open one of them: a.gguf, b.gguf; ");
    for (int i = 0; i < 40; i++) {
      SmallModels.gguf().write(folder.resolve("c" + i + ".gguf"));
    }
    assertRefused("holds 42 GGUF models, open one of them: a.gguf, b.gguf, c0.gguf and 39 more; ");
    assertThatThrownBy(() -> TensorFiles.open(folder.resolve("none")))
        .isExactlyInstanceOf(InkstoneException.class)
        .hasMessageContaining("none does not exist");
  }

  @Test
  void says_when_a_folder_holds_several_safetensors_files_without_an_index() {
    SmallModels.safetensors().write(folder.resolve("a.safetensors"));
    SmallModels.safetensors().write(folder.resolve("b.safetensors"));
    assertRefused("holds 2 safetensors files");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> TensorFiles.open(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(folder + " " + message)
        .hasMessageContaining("expected");
  }
}
