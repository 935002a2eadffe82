package dev.inkstone.engine.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.error.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufSplitTest {
  private static final StoredType F32 = new StoredType("F32", 1, 4);

  @TempDir private Path folder;

  @Test
  void any_part_opens_the_whole_model() throws IOException {
    writeParts(3);
    for (int i = 0; i < 3; i++) {
      try (GgufFile gguf = GgufFile.open(part(i, 3))) {
        assertThat(gguf.tensors().stream().map(StoredTensor::name))
            .containsExactly("t0", "t1", "t2");
        assertThat(gguf.files()).containsExactly(part(0, 3), part(1, 3), part(2, 3));
        assertThat(gguf.metadata().string("general.architecture")).isEqualTo("llama");
        float value = gguf.tensor("t2").orElseThrow().data().get(ByteCursor.FLOAT, 0);
        assertThat(value).isEqualTo(2);
        assertThat(Mappings.of(part(2, 3))).hasSize(1);
      }
      assertThat(Mappings.of(part(2, 3))).isEmpty();
    }
  }

  @Test
  void a_missing_part_is_named() throws IOException {
    writeParts(3);
    Files.delete(part(1, 3));
    assertThatThrownBy(() -> GgufFile.open(part(0, 3)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("part 2 of 3 is missing")
        .hasMessageContaining("model-00002-of-00003.gguf");
    assertThat(Mappings.of(part(0, 3))).isEmpty();
  }

  @Test
  void a_part_under_another_name_is_refused() throws IOException {
    writeParts(2);
    Path renamed = Files.move(part(0, 2), folder.resolve("renamed.gguf"));
    assertThatThrownBy(() -> GgufFile.open(renamed))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("is one of 2 parts")
        .hasMessageContaining("-00001-of-00002.gguf");
  }

  @Test
  void parts_in_the_wrong_order_are_refused() {
    writePart(0, 2, 1, 2, "t0");
    writePart(1, 2, 0, 2, "t1");
    assertThatThrownBy(() -> GgufFile.open(part(0, 2)))
        .hasMessageContaining("'split.no' is the integer 1, expected 0");
  }

  @Test
  void parts_of_different_models_are_refused() {
    writePart(0, 2, 0, 2, "t0");
    new GgufWriter()
        .uint32("split.no", 1)
        .uint32("split.count", 3)
        .uint32("split.tensors.count", 2)
        .tensor("t1", Shape.of(1), F32, TensorContent.of(new float[] {1}))
        .write(part(1, 2));
    assertThatThrownBy(() -> GgufFile.open(part(0, 2)))
        .hasMessageContaining("'split.count' is the integer 3, expected 2");
  }

  @Test
  void a_tensor_in_two_parts_is_refused() {
    writePart(0, 2, 0, 2, "same");
    writePart(1, 2, 1, 2, "same");
    assertThatThrownBy(() -> GgufFile.open(part(0, 2)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("tensor 'same' is also in another part");
  }

  @Test
  void the_number_of_tensors_must_add_up() {
    writePart(0, 2, 0, 5, "t0");
    writePart(1, 2, 1, 5, "t1");
    assertThatThrownBy(() -> GgufFile.open(part(0, 2)))
        .hasMessageContaining("'split.tensors.count' is the integer 5, expected 2");
  }

  @Test
  void a_copy_of_a_split_model_is_one_file() {
    writeParts(2);
    Path copy = folder.resolve("copy.gguf");
    try (GgufFile gguf = GgufFile.open(part(0, 2))) {
      GgufWriter writer = new GgufWriter().metadata(gguf.metadata());
      gguf.tensors().forEach(writer::tensor);
      writer.write(copy);
    }
    try (GgufFile gguf = GgufFile.open(copy)) {
      assertThat(gguf.tensors()).hasSize(2);
      assertThat(gguf.metadata().asMap()).containsOnlyKeys("general.architecture");
    }
  }

  private void writeParts(int count) {
    for (int i = 0; i < count; i++) {
      writePart(i, count, i, count, "t" + i);
    }
  }

  private void writePart(int index, int count, int number, int tensors, String tensor) {
    GgufWriter writer = new GgufWriter();
    if (index == 0) {
      writer.string("general.architecture", "llama");
    }
    writer
        .set("split.no", GgufValue.integer(GgufValueType.UINT16, number))
        .set("split.count", GgufValue.integer(GgufValueType.UINT16, count))
        .set("split.tensors.count", GgufValue.int32(tensors))
        .tensor(tensor, Shape.of(1), F32, TensorContent.of(new float[] {index}))
        .write(part(index, count));
  }

  private Path part(int index, int count) {
    return folder.resolve("model-%05d-of-%05d.gguf".formatted(index + 1, count));
  }
}
