package dev.inkstone.engine.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.error.InkstoneException;
import dev.inkstone.testing.GoldenData;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufWriterTest {
  private static final StoredType F32 = new StoredType("F32", 1, 4);
  private static final StoredType Q4_K = new StoredType("Q4_K", 256, 144);

  @TempDir private Path folder;

  @Test
  void what_is_written_reads_back_with_types_and_order() {
    Path file = folder.resolve("model.gguf");
    SmallModels.gguf().write(file);
    try (GgufFile gguf = GgufFile.open(file)) {
      assertThat(gguf.version()).isEqualTo(3);
      Map<String, GgufValue> entries = gguf.metadata().entries();
      assertThat(entries.keySet())
          .startsWith("general.architecture", "llama.block_count")
          .endsWith("f64s", "nested");
      assertThat(entries.get("u8")).isEqualTo(GgufValue.integer(GgufValueType.UINT8, 200));
      assertThat(entries.get("u32s"))
          .usingRecursiveComparison()
          .isEqualTo(GgufValue.integers(GgufValueType.UINT32, new long[] {1, 0xFFFF_FFFFL}));
      assertThat(entries.get("u16s"))
          .usingRecursiveComparison()
          .isEqualTo(GgufValue.integers(GgufValueType.UINT16, new long[] {1, 65535}));
      assertThat(gguf.metadata().asMap().get("nested"))
          .usingRecursiveComparison()
          .isEqualTo(List.of(List.of(new int[] {4, 5}), List.of("x", "")));
      assertThat(gguf.tensors().stream().map(StoredTensor::name))
          .containsExactly("embedding", "scalar", "blocks", "output");
      assertThat(gguf.tensor("output").orElseThrow().shape()).isEqualTo(Shape.of(2, 4, 40));
      assertThat(gguf.tensor("scalar").orElseThrow().data().get(ByteCursor.FLOAT, 0)).isEqualTo(3);
    }
  }

  @Test
  void a_copy_of_a_copy_has_the_same_bytes() throws IOException {
    Path first = folder.resolve("first.gguf");
    SmallModels.gguf().write(first);
    assertThat(copy(first, "second.gguf")).hasSameBinaryContentAs(first);
  }

  @Test
  void a_copy_of_a_published_file_equals_it_in_metadata_and_tensors() {
    Path file = GoldenData.path("reference/models/stories260K/stories260K.gguf");
    assertSameModel(file, copy(file, "copy.gguf"));
  }

  @Test
  void copies_of_all_published_files_equal_them() throws IOException {
    for (Path file : GoldenData.below("reference/arch", ".gguf")) {
      assertSameModel(file, copy(file, "copy.gguf"));
    }
  }

  private Path copy(Path source, String name) {
    Path copy = folder.resolve(name);
    try (GgufFile gguf = GgufFile.open(source)) {
      GgufWriter writer = new GgufWriter().metadata(gguf.metadata());
      gguf.tensors().forEach(writer::tensor);
      writer.write(copy);
    }
    return copy;
  }

  private static void assertSameModel(Path left, Path right) {
    try (GgufFile a = GgufFile.open(left);
        GgufFile b = GgufFile.open(right)) {
      assertThat(b.metadata().entries())
          .as("%s", left)
          .usingRecursiveComparison()
          .isEqualTo(a.metadata().entries());
      assertThat(b.metadata().entries().keySet())
          .containsExactlyElementsOf(a.metadata().entries().keySet());
      assertThat(b.tensors()).hasSameSizeAs(a.tensors());
      for (StoredTensor tensor : a.tensors()) {
        StoredTensor other = b.tensor(tensor.name()).orElseThrow();
        assertThat(other.shape()).isEqualTo(tensor.shape());
        assertThat(other.type()).isEqualTo(tensor.type());
        assertThat(other.data().mismatch(tensor.data())).as(tensor.name()).isEqualTo(-1);
      }
    }
  }

  @Test
  void data_begin_at_multiples_of_the_alignment() {
    Path file = folder.resolve("aligned.gguf");
    SmallModels.gguf().alignment(4096).write(file);
    try (GgufFile gguf = GgufFile.open(file)) {
      assertThat(gguf.alignment()).isEqualTo(4096);
      for (StoredTensor tensor : gguf.tensors()) {
        assertThat(tensor.data().address() % 4096).as(tensor.name()).isZero();
      }
    }
  }

  @Test
  void content_may_come_in_pieces() {
    Path file = folder.resolve("pieces.gguf");
    TensorContent content =
        channel -> {
          for (int i = 0; i < 64; i++) {
            channel.write(ByteBuffer.wrap(new byte[] {(byte) i}));
          }
        };
    new GgufWriter().tensor("t", Shape.of(16), F32, content).write(file);
    try (GgufFile gguf = GgufFile.open(file)) {
      byte[] bytes = new byte[64];
      for (int i = 0; i < 64; i++) {
        bytes[i] = (byte) i;
      }
      MemorySegment data = gguf.tensor("t").orElseThrow().data();
      assertThat(data.mismatch(MemorySegment.ofArray(bytes))).isEqualTo(-1);
    }
  }

  @Test
  void content_of_another_length_is_refused_and_the_old_file_stays() throws IOException {
    Path file = Files.writeString(folder.resolve("model.gguf"), "old");
    for (int floats : new int[] {15, 17}) {
      TensorContent content = TensorContent.of(new float[floats]);
      GgufWriter writer = new GgufWriter().tensor("t", Shape.of(16), F32, content);
      assertThatThrownBy(() -> writer.write(file)).isInstanceOf(IllegalStateException.class);
    }
    assertThat(file).hasContent("old");
    assertThat(folder).isDirectoryContaining("glob:**/model.gguf");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void a_folder_that_does_not_exist_is_named() {
    Path file = folder.resolve("none").resolve("model.gguf");
    assertThatThrownBy(() -> SmallModels.gguf().write(file))
        .isExactlyInstanceOf(InkstoneException.class)
        .hasMessageContaining("cannot write " + file);
    assertThatThrownBy(() -> SmallModels.gguf().write(folder)).hasMessageContaining("directory");
  }

  @Test
  void refuses_what_other_readers_would_refuse() {
    TensorContent none = TensorContent.of(new float[0]);
    GgufWriter writer = new GgufWriter().tensor("t", Shape.of(1), F32, none);
    assertRefused(() -> writer.tensor("t", Shape.of(1), F32, none), "'t' was added before");
    assertRefused(() -> writer.tensor("u", Shape.of(0), F32, none), "shape [0]");
    assertRefused(() -> writer.tensor("u", Shape.of(1, 1, 1, 1, 1), F32, none), "4 dimensions");
    assertRefused(() -> writer.tensor("u", Shape.of(2, 128), Q4_K, none), "shape [2, 128]");
    assertRefused(() -> writer.tensor("u".repeat(64), Shape.of(1), F32, none), "63 bytes");
    StoredType odd = new StoredType("Q4_K", 256, 145);
    assertRefused(() -> writer.tensor("u", Shape.of(256), odd, none), "no tensor type");
    assertRefused(() -> writer.alignment(24), "alignment 24");
    assertRefused(() -> writer.string("general.alignment", "32"), "alignment 32");
    assertRefused(() -> writer.uint32("k", 1L << 32), "4294967296 does not fit UINT32");
    assertRefused(() -> GgufValue.integer(GgufValueType.INT8, 128), "128 does not fit INT8");
    assertRefused(() -> GgufValue.integer(GgufValueType.BOOL, 1), "not an integer type");
    assertRefused(
        () -> new GgufValue(GgufValueType.STRING, GgufValueType.STRING, 5L), "value of Long");
    assertRefused(() -> writer.string("", "x"), "metadata key of 0 characters");
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
