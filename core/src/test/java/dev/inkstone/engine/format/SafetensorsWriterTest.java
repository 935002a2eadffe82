package dev.inkstone.engine.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.error.InkstoneException;
import dev.inkstone.error.ModelFormatException;
import dev.inkstone.testing.GoldenData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
  private static final StoredType F32 = new StoredType("F32", 1, 4);

  @TempDir private Path folder;

  @Test
  void what_is_written_reads_back() {
    Path file = folder.resolve("model.safetensors");
    SmallModels.safetensors().write(file);
    try (SafetensorsFile model = SafetensorsFile.open(file)) {
      assertThat(model.metadata()).isEqualTo(Map.of("format", "pt", "made by", "test ☃"));
      assertThat(model.tensors().stream().map(StoredTensor::name))
          .containsExactly("a.weight", "empty", "scalar", "b.weight", "half", "flags", "nibbles");
      assertThat(model.tensor("a.weight").orElseThrow().shape()).isEqualTo(Shape.of(16, 8));
      assertThat(model.tensor("scalar").orElseThrow().data().get(ByteCursor.FLOAT, 0)).isEqualTo(2);
      for (StoredTensor tensor : model.tensors()) {
        if (tensor.type().weightsPerBlock() == 1) {
          assertThat(tensor.data().address() % tensor.type().bytesPerBlock())
              .as(tensor.name())
              .isZero();
        }
      }
    }
  }

  @Test
  void copies_of_all_published_files_equal_them() throws IOException {
    for (Path file : GoldenData.below("reference", ".safetensors")) {
      Path copy = folder.resolve("copy.safetensors");
      try (SafetensorsFile model = SafetensorsFile.open(file)) {
        SafetensorsWriter writer = new SafetensorsWriter();
        model.metadata().forEach(writer::metadata);
        model.tensors().forEach(writer::tensor);
        writer.write(copy);
        assertSameTensors(file, copy);
      }
    }
  }

  @Test
  void a_folder_of_shards_reads_back_as_one_model() {
    Path whole = folder.resolve("whole.safetensors");
    SmallModels.safetensors().write(whole);
    Path shards = folder.resolve("new").resolve("shards");
    SmallModels.safetensors().writeFolder(shards, 520);
    assertThat(shards.resolve("model-00001-of-00003.safetensors")).exists();
    assertSameTensors(whole, shards);
    assertSameTensors(whole, shards.resolve("model.safetensors.index.json"));
    try (SafetensorsFile model = SafetensorsFile.open(shards)) {
      assertThat(model.files()).hasSize(3);
      assertThat(model.metadata()).containsEntry("format", "pt");
    }
    JsonConfig index = JsonConfig.read(shards.resolve("model.safetensors.index.json"));
    assertThat(index.object("metadata").longInteger("total_size"))
        .isEqualTo(3 + 512 + 30 + 4 + 6 + 512);
  }

  @Test
  void what_fits_one_shard_is_one_file_without_index() throws IOException {
    SmallModels.safetensors().writeFolder(folder, 1 << 20);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("model.safetensors"));
    }
    assertThatThrownBy(() -> SmallModels.safetensors().writeFolder(folder, 520))
        .isExactlyInstanceOf(InkstoneException.class)
        .hasMessageContaining("model.safetensors is in the way");
  }

  @Test
  void a_missing_shard_is_named() throws IOException {
    SmallModels.safetensors().writeFolder(folder, 520);
    Path shard = folder.resolve("model-00002-of-00003.safetensors");
    Files.delete(shard);
    assertThatThrownBy(() -> SafetensorsFile.open(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("a shard is missing, expected it at " + shard);
  }

  @Test
  void an_index_that_disagrees_with_its_shards_is_refused() throws IOException {
    SmallModels.safetensors().writeFolder(folder, 520);
    Path index = folder.resolve("model.safetensors.index.json");
    String json = Files.readString(index);
    Files.writeString(index, json.replace("\"scalar\"", "\"other\""));
    assertRefused("tensor 'other' is in no shard");
    Files.writeString(index, json.replaceFirst("model-00001", "model-00002"));
    assertRefused("expected in model-00002-of-00003.safetensors");
    Files.writeString(index, json.replaceFirst("model-00001-of", "../model-00001-of"));
    assertRefused("expected a file name");
    Files.writeString(index, "{\"weight_map\":{\"a\":7}}");
    assertRefused("shard of 'a' is '7', expected a file name");
    Files.writeString(index, "{}");
    assertRefused("'weight_map' is missing");
    Files.writeString(index, "[]");
    assertRefused("expected a JSON object");
    Files.writeString(index, "");
    assertRefused("expected a JSON object");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> SafetensorsFile.open(folder).close())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("index.json")
        .hasMessageContaining(message);
  }

  @Test
  void a_tensor_in_two_shards_is_refused() {
    new SafetensorsWriter()
        .tensor("a", Shape.of(1), F32, TensorContent.of(new float[1]))
        .tensor("b", Shape.of(1), F32, TensorContent.of(new float[1]))
        .writeFolder(folder, 4);
    new SafetensorsWriter()
        .tensor("a", Shape.of(1), F32, TensorContent.of(new float[1]))
        .tensor("b", Shape.of(1), F32, TensorContent.of(new float[1]))
        .write(folder.resolve("model-00002-of-00002.safetensors"));
    assertThatThrownBy(() -> SafetensorsFile.open(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("tensor 'a' is also in");
  }

  @Test
  void refuses_wrong_arguments() {
    SafetensorsWriter writer = SmallModels.safetensors();
    TensorContent one = TensorContent.of(new float[1]);
    assertThatThrownBy(() -> writer.tensor("scalar", Shape.of(), F32, one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'scalar' was added before");
    assertThatThrownBy(() -> writer.tensor("__metadata__", Shape.of(), F32, one))
        .isInstanceOf(IllegalArgumentException.class);
    StoredType blocks = new StoredType("Q8_0", 32, 34);
    assertThatThrownBy(() -> writer.tensor("q", Shape.of(32), blocks, one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no element type");
    assertThatThrownBy(() -> writer.writeFolder(folder, 0))
        .isInstanceOf(IllegalArgumentException.class);
    writer.tensor("short", Shape.of(2), F32, one);
    assertThatThrownBy(() -> writer.write(folder.resolve("x.safetensors")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("tensor 'short': content of 4 bytes, expected 8");
    assertThat(folder).isEmptyDirectory();
  }

  private static void assertSameTensors(Path left, Path right) {
    try (SafetensorsFile a = SafetensorsFile.open(left);
        SafetensorsFile b = SafetensorsFile.open(right)) {
      assertThat(b.tensors()).hasSameSizeAs(a.tensors());
      for (StoredTensor tensor : a.tensors()) {
        StoredTensor other = b.tensor(tensor.name()).orElseThrow();
        assertThat(other.shape()).isEqualTo(tensor.shape());
        assertThat(other.type()).isEqualTo(tensor.type());
        assertThat(other.data().mismatch(tensor.data())).as(tensor.name()).isEqualTo(-1);
      }
    }
  }
}
