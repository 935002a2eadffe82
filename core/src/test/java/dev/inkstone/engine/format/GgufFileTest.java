package dev.inkstone.engine.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.engine.tensor.Shape;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTest {
  @TempDir private Path folder;

  @Test
  void reads_every_metadata_type() {
    Path file =
        GgufBytes.header(0, 13)
            .key("u8", 0)
            .int8(255)
            .key("i8", 1)
            .int8(-1)
            .key("u16", 2)
            .int16(65535)
            .key("i16", 3)
            .int16(-2)
            .key("u32", 4)
            .int32(-1)
            .key("i32", 5)
            .int32(-3)
            .key("f32", 6)
            .float32(0.5f)
            .key("bool", 7)
            .int8(1)
            .key("string", 8)
            .string("naïve ☃")
            .key("u64", 10)
            .int64(Long.MAX_VALUE)
            .key("i64", 11)
            .int64(Long.MIN_VALUE)
            .key("f64", 12)
            .float64(Math.PI)
            .key("empty", 8)
            .string("")
            .writeTo(folder.resolve("types.gguf"));
    try (GgufFile gguf = GgufFile.open(file)) {
      assertThat(gguf.metadata().asMap())
          .containsExactly(
              Map.entry("u8", 255L),
              Map.entry("i8", -1L),
              Map.entry("u16", 65535L),
              Map.entry("i16", -2L),
              Map.entry("u32", 0xFFFF_FFFFL),
              Map.entry("i32", -3L),
              Map.entry("f32", 0.5),
              Map.entry("bool", true),
              Map.entry("string", "naïve ☃"),
              Map.entry("u64", Long.MAX_VALUE),
              Map.entry("i64", Long.MIN_VALUE),
              Map.entry("f64", Math.PI),
              Map.entry("empty", ""));
    }
  }

  @Test
  void reads_every_array_type() {
    Path file =
        GgufBytes.header(0, 14)
            .arrayKey("u8", 0, 2)
            .raw((byte) 1, (byte) 255)
            .arrayKey("i8", 1, 2)
            .raw((byte) 1, (byte) -1)
            .arrayKey("u16", 2, 2)
            .int16(1)
            .int16(65535)
            .arrayKey("i16", 3, 2)
            .int16(1)
            .int16(-1)
            .arrayKey("u32", 4, 2)
            .int32(1)
            .int32(2)
            .arrayKey("u32 large", 4, 2)
            .int32(1)
            .int32(-1)
            .arrayKey("i32", 5, 2)
            .int32(1)
            .int32(-1)
            .arrayKey("f32", 6, 2)
            .float32(1)
            .float32(Float.NaN)
            .arrayKey("bool", 7, 2)
            .int8(1)
            .int8(0)
            .arrayKey("string", 8, 2)
            .string("a")
            .string("é")
            .arrayKey("u64", 10, 1)
            .int64(5)
            .arrayKey("i64", 11, 1)
            .int64(-5)
            .arrayKey("f64", 12, 1)
            .float64(-0.5)
            .arrayKey("nested", 9, 2)
            .int32(5)
            .int64(1)
            .int32(7)
            .int32(8)
            .int64(1)
            .string("x")
            .writeTo(folder.resolve("arrays.gguf"));
    try (GgufFile gguf = GgufFile.open(file)) {
      var map = gguf.metadata().asMap();
      assertThat(map.get("u8")).isEqualTo(new int[] {1, 255});
      assertThat(map.get("i8")).isEqualTo(new int[] {1, -1});
      assertThat(map.get("u16")).isEqualTo(new int[] {1, 65535});
      assertThat(map.get("i16")).isEqualTo(new int[] {1, -1});
      assertThat(map.get("u32")).isEqualTo(new int[] {1, 2});
      assertThat(map.get("u32 large")).isEqualTo(new long[] {1, 0xFFFF_FFFFL});
      assertThat(map.get("i32")).isEqualTo(new int[] {1, -1});
      assertThat(map.get("f32")).isEqualTo(new float[] {1, Float.NaN});
      assertThat(map.get("bool")).isEqualTo(new boolean[] {true, false});
      assertThat(map.get("string")).isEqualTo(List.of("a", "é"));
      assertThat(map.get("u64")).isEqualTo(new long[] {5});
      assertThat(map.get("i64")).isEqualTo(new long[] {-5});
      assertThat(map.get("f64")).isEqualTo(new double[] {-0.5});
      assertThat(map.get("nested"))
          .usingRecursiveComparison()
          .isEqualTo(List.of(new int[] {7}, List.of("x")));
    }
  }

  @Test
  void shows_shapes_slowest_dimension_first_and_exactly_the_tensor_bytes() {
    try (GgufFile gguf = GgufFile.open(twoTensors(3, 32))) {
      StoredTensor matrix = gguf.tensor("matrix").orElseThrow();
      assertThat(matrix.shape()).isEqualTo(Shape.of(2, 3));
      assertThat(matrix.type()).isEqualTo(new StoredType("F32", 1, 4));
      assertThat(matrix.data().toArray(ByteCursor.FLOAT)).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(matrix.data().isReadOnly()).isTrue();
      StoredTensor blocks = gguf.tensor("blocks").orElseThrow();
      assertThat(blocks.type().name()).isEqualTo("Q8_0");
      assertThat(blocks.data().byteSize()).isEqualTo(68);
      assertThat(blocks.data().get(ValueLayout.JAVA_BYTE, 67)).isEqualTo((byte) 67);
      assertThat(gguf.tensors()).containsExactly(matrix, blocks);
      assertThat(gguf.tensor("other")).isEmpty();
    }
  }

  @Test
  void reads_version_2_and_other_alignments() {
    try (GgufFile gguf = GgufFile.open(twoTensors(2, 8))) {
      assertThat(gguf.version()).isEqualTo(2);
      assertThat(gguf.alignment()).isEqualTo(8);
      float[] values = gguf.tensor("matrix").orElseThrow().data().toArray(ByteCursor.FLOAT);
      assertThat(values).containsExactly(1, 2, 3, 4, 5, 6);
    }
  }

  @Test
  void follows_symbolic_links() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.gguf"), twoTensors(3, 32));
    try (GgufFile gguf = GgufFile.open(link)) {
      assertThat(gguf.path()).isEqualTo(link);
      assertThat(gguf.tensors()).hasSize(2);
    }
  }

  @Test
  void closing_unmaps_and_ends_access() throws IOException {
    Path file = twoTensors(3, 32);
    GgufFile gguf = GgufFile.open(file);
    StoredTensor tensor = gguf.tensor("matrix").orElseThrow();
    assertThat(Mappings.of(file)).hasSize(1);
    gguf.close();
    assertThat(Mappings.of(file)).isEmpty();
    assertThatThrownBy(() -> tensor.data().get(ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
    gguf.close();
  }

  @Test
  void failed_opening_leaves_nothing_mapped() throws IOException {
    Path file = GgufBytes.header(1, 0).writeTo(folder.resolve("short.gguf"));
    assertThatThrownBy(() -> GgufFile.open(file)).hasMessageContaining("short.gguf");
    assertThat(Mappings.of(file)).isEmpty();
  }

  private Path twoTensors(int version, int alignment) {
    GgufBytes bytes =
        new GgufBytes()
            .int32(0x46554747)
            .int32(version)
            .int64(2)
            .int64(1)
            .key("general.alignment", 4)
            .int32(alignment)
            .tensor("matrix", 0, 0, 3, 2)
            .tensor("blocks", 8, 32, 64)
            .align(alignment);
    for (int i = 1; i <= 6; i++) {
      bytes.float32(i);
    }
    bytes.int64(0);
    for (int i = 0; i < 68; i++) {
      bytes.int8(i);
    }
    return bytes.writeTo(folder.resolve("two.gguf"));
  }
}
