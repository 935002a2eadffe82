package dev.inkstone.engine.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.error.InkstoneException;
import dev.inkstone.error.ModelFormatException;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsFileTest {
  private static final String ONE =
      "\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";

  @TempDir private Path folder;

  @Test
  void reads_tensors_and_metadata() {
    String json =
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[4,12]},"
            + "\"b\":{\"data_offsets\":[0,4],\"shape\":[4],\"dtype\":\"U8\"},"
            + "\"none\":{\"dtype\":\"F16\",\"shape\":[0,7],\"data_offsets\":[4,4]}}   ";
    Path file = write(json, new byte[] {9, 8, 7, 6, 0, 0, (byte) 0x80, 0x3F, 0, 0, 0, 0x40});
    try (SafetensorsFile model = SafetensorsFile.open(file)) {
      assertThat(model.metadata()).containsOnly(Map.entry("format", "pt"));
      assertThat(model.tensors().stream().map(StoredTensor::name))
          .containsExactly("a", "b", "none");
      StoredTensor a = model.tensor("a").orElseThrow();
      assertThat(a.shape()).isEqualTo(Shape.of(2, 1));
      assertThat(a.data().toArray(ByteCursor.FLOAT)).containsExactly(1, 2);
      assertThat(a.data().isReadOnly()).isTrue();
      byte[] b = model.tensor("b").orElseThrow().data().toArray(ValueLayout.JAVA_BYTE);
      assertThat(b).containsExactly(9, 8, 7, 6);
      assertThat(model.tensor("none").orElseThrow().data().byteSize()).isZero();
    }
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        arguments("", "header length is 0"),
        arguments("[]", "header is START_ARRAY, expected START_OBJECT"),
        arguments("{ ", "not the expected JSON"),
        arguments("{" + ONE + "} x", "offset 63: not the expected JSON"),
        arguments("{" + ONE + "}{}", "text after the header's object"),
        arguments("{" + ONE + "," + ONE + "}", "Duplicate field"),
        arguments("{" + ONE.replace("F32", "F33") + "}", "dtype of tensor 't' is 'F33'"),
        arguments("{" + ONE.replace("\"F32\"", "3") + "}", "dtype of tensor 't' is VALUE_NUMBER"),
        arguments("{" + ONE.replace("dtype", "type") + "}", "field of tensor 't' is 'type'"),
        arguments("{\"t\":{\"dtype\":\"F32\"}}", "tensor 't' is incomplete"),
        arguments("{\"t\":5}", "tensor 't' is VALUE_NUMBER_INT, expected START_OBJECT"),
        arguments("{" + ONE.replace("[1]", "[-1]") + "}", "shape of tensor 't' is -1"),
        arguments("{" + ONE.replace("[1]", "[1.0]") + "}", "shape of tensor 't' is VALUE_NUMBER_F"),
        arguments("{" + ONE.replace("[1]", "[[1]]") + "}", "shape of tensor 't' is START_ARRAY"),
        arguments("{" + ONE.replace("[1]", "[9223372036854775808]") + "}", "not the expected JSON"),
        arguments(
            "{" + ONE.replace("[1]", "[4294967296,4294967296]") + "}",
            "shape of tensor 't' is [4294967296, 4294967296], expected fewer than 2^63"),
        arguments(
            "{" + ONE.replace("[1]", "[4611686018427387904]") + "}",
            "expected a size below 2^63 bytes"),
        arguments(
            "{" + ONE.replace("[1]", "[1,1,1,1,1,1,1,1,1]") + "}",
            "length of shape of tensor 't' is larger, expected at most 8"),
        arguments("{" + ONE.replace("F32", "F4") + "}", "element count of tensor 't' is 1"),
        arguments("{" + ONE.replace("[1]", "[2]") + "}", "size of tensor 't' is 4 bytes"),
        arguments("{" + ONE.replace("[0,4]", "[4,0]") + "}", "data_offsets of tensor 't' is [4, 0"),
        arguments("{" + ONE.replace("[0,4]", "[0]") + "}", "data_offsets of tensor 't' is [0]"),
        arguments("{" + ONE.replace("[0,4]", "[1,5]") + "}", "begin of tensor 't' is 1"),
        arguments("{" + ONE.replace("[0,4]", "[-4,0]") + "}", "data_offsets of tensor 't' is -4"),
        arguments(
            "{" + ONE + "," + ONE.replace("\"t\"", "\"u\"") + "}",
            "begin of tensor 'u' is 0, expected 4"),
        arguments(
            "{" + ONE + "," + ONE.replace("\"t\"", "\"u\"").replace("[0,4]", "[4,8]") + "}",
            "end of tensor 'u' is 8, past the end of the file, expected at most 4"),
        arguments("{}", "size of the data is 4, expected 0"),
        arguments("{\"__metadata__\":{\"a\":1}," + ONE + "}", "__metadata__ 'a' is VALUE_NUMBER"),
        arguments("{\"__metadata__\":3," + ONE + "}", "__metadata__ is VALUE_NUMBER_INT"),
        arguments("{\"t\":" + "[".repeat(5000) + "}", "tensor 't' is START_ARRAY"),
        arguments("\u0000".repeat(64), "not the expected JSON"));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void rejects_and_says_what_is_wrong_where(String json, String message) {
    Path file = write(json, new byte[4]);
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("model.safetensors, offset")
        .hasMessageContaining(message);
  }

  @Test
  void rejects_header_lengths_past_the_file_and_past_the_limit() throws IOException {
    Path file = folder.resolve("model.safetensors");
    for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 9, 1}) {
      new GgufBytes().int64(length).int64(0).writeTo(file);
      assertRejected(file, "header length is " + Long.toUnsignedString(length));
    }
    Files.write(file, new byte[7]);
    assertRejected(file, "file is 7 bytes, expected at least 8");
    Files.write(file, new byte[0]);
    assertRejected(file, "file is 0 bytes, expected at least 8");
    write("{" + ONE + "}", new byte[4]);
    FormatLimits limits = FormatLimits.DEFAULT.withHeaderBytes(10);
    assertThatThrownBy(() -> SafetensorsFile.open(file, limits))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("expected at most 10");
    FormatLimits oneTensor = FormatLimits.DEFAULT.withTensors(1);
    SmallModels.safetensors().write(file);
    assertThatThrownBy(() -> SafetensorsFile.open(file, oneTensor))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("tensor count");
  }

  @Test
  void rejects_text_that_is_not_utf8() {
    byte[] json = ("{" + ONE.replace('t', '#') + "}").getBytes(UTF_8);
    json[2] = (byte) 0xC3;
    GgufBytes bytes = new GgufBytes().int64(json.length).raw(json).int32(0);
    assertRejected(bytes.writeTo(folder.resolve("model.safetensors")), "expected UTF-8");
  }

  @Test
  void rejects_files_cut_anywhere() throws IOException {
    Path file = folder.resolve("whole.safetensors");
    SmallModels.safetensors().write(file);
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < 50; i++) {
      int length = Math.toIntExact((long) whole.length * i / 50);
      Path cut = Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(whole, length));
      assertRejected(cut, "cut.safetensors");
    }
  }

  @Test
  void closing_unmaps_and_ends_access() throws IOException {
    Path file = write("{" + ONE + "}", new byte[4]);
    SafetensorsFile model = SafetensorsFile.open(file);
    StoredTensor tensor = model.tensor("t").orElseThrow();
    assertThat(Mappings.of(file)).hasSize(1);
    model.close();
    assertThat(Mappings.of(file)).isEmpty();
    assertThatThrownBy(() -> tensor.data().get(ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
    model.close();
  }

  @Test
  void says_when_there_is_no_such_file() {
    assertThatThrownBy(() -> SafetensorsFile.open(folder.resolve("none.safetensors")))
        .isExactlyInstanceOf(InkstoneException.class)
        .hasMessageContaining("none.safetensors does not exist");
  }

  private static void assertRejected(Path file, String message) {
    assertThatThrownBy(() -> SafetensorsFile.open(file).close())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(message);
  }

  private Path write(String json, byte[] data) {
    byte[] header = json.getBytes(UTF_8);
    GgufBytes bytes = new GgufBytes().int64(header.length).raw(header).raw(data);
    return bytes.writeTo(folder.resolve("model.safetensors"));
  }
}
