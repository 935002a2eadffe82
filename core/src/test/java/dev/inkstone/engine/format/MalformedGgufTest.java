package dev.inkstone.engine.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.inkstone.error.InkstoneException;
import dev.inkstone.error.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedGgufTest {
  private static final int MAGIC = 0x46554747;

  @TempDir private Path folder;

  static Stream<Arguments> files() {
    return Stream.of(
        arguments("an empty file", new GgufBytes(), "offset 0: rest of the file is 0 bytes"),
        arguments("another magic", new GgufBytes().int32(0x12345678).int32(3), "0x12345678"),
        arguments("a big-endian magic", new GgufBytes().int32(0x47475546), "big-endian"),
        arguments("a big-endian version", new GgufBytes().int32(MAGIC).int32(3 << 24), "big-end"),
        arguments("version 1", new GgufBytes().int32(MAGIC).int32(1), "version is 1, expected 2"),
        arguments("version 4", new GgufBytes().int32(MAGIC).int32(4), "version is 4, expected 2"),
        arguments("version 0", new GgufBytes().int32(MAGIC).int32(0), "version is 0, expected 2"),
        arguments(
            "more tensors than bytes", GgufBytes.header(1, 0), "tensor count is 1, expected at"),
        arguments(
            "a huge tensor count",
            GgufBytes.header(-1, 0),
            "tensor count is 18446744073709551615, expected at most"),
        arguments("more metadata than bytes", GgufBytes.header(0, 1), "metadata count is 1"),
        arguments("a huge metadata count", GgufBytes.header(0, Long.MIN_VALUE), "metadata count"),
        arguments(
            "a key past the end",
            GgufBytes.header(0, 1).int64(99).int64(0),
            "length of a metadata"),
        arguments(
            "a key that is not UTF-8",
            GgufBytes.header(0, 1).int64(2).raw((byte) 0xC3, (byte) 0x28).int32(7).int8(1),
            "offset 24: a metadata key is malformed, expected UTF-8"),
        arguments(
            "a string that is not UTF-8",
            GgufBytes.header(0, 1).key("k", 8).int64(1).raw((byte) 0xFF),
            "offset 37: the value of 'k' is malformed, expected UTF-8"),
        arguments(
            "a duplicate key",
            GgufBytes.header(0, 2).key("k", 7).int8(1).key("k", 7).int8(1),
            "metadata key 'k' is a duplicate"),
        arguments(
            "an unknown value type",
            GgufBytes.header(0, 1).key("k", 13).int64(0),
            "type of the value of 'k' is 13"),
        arguments(
            "a boolean of 2", GgufBytes.header(0, 1).key("k", 7).int8(2), "is 2, expected 0 or 1"),
        arguments(
            "a uint64 past 2^63",
            GgufBytes.header(0, 1).key("k", 10).int64(-1),
            "is 18446744073709551615, expected less than 2^63"),
        arguments(
            "a uint64 element past 2^63",
            GgufBytes.header(0, 1).arrayKey("k", 10, 1).int64(-1),
            "is 18446744073709551615, expected less than 2^63"),
        arguments(
            "an array longer than the file",
            GgufBytes.header(0, 1).arrayKey("k", 5, 1_000_000).int64(0),
            "array length of the value of 'k' is 1000000, expected at most 2"),
        arguments(
            "an array of 2^63 elements",
            GgufBytes.header(0, 1).arrayKey("k", 5, Long.MIN_VALUE).int64(0),
            "array length of the value of 'k' is 9223372036854775808"),
        arguments("arrays nested without end", nested(40), "nesting of the value of 'k' is 33"),
        arguments("alignment 0", alignment(0), "'general.alignment' is the integer 0"),
        arguments("alignment 24", alignment(24), "'general.alignment' is the integer 24"),
        arguments("alignment 2^31", alignment(1 << 31), "'general.alignment' is the integer 214"),
        arguments(
            "an alignment that is a string",
            GgufBytes.header(0, 1).key("general.alignment", 8).string("32"),
            "'general.alignment' is the string '32', expected an integer"),
        arguments(
            "an unknown tensor type",
            GgufBytes.header(1, 0).tensor("t", 99, 0, 1),
            "type of tensor 't' is id 99"),
        arguments(
            "a withdrawn tensor type",
            GgufBytes.header(1, 0).tensor("t", 4, 0, 1),
            "type of tensor 't' is id 4"),
        arguments(
            "nine dimensions",
            GgufBytes.header(1, 0).tensor("t", 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1),
            "rank of tensor 't' is 9, expected at most 8"),
        arguments(
            "a negative rank",
            GgufBytes.header(1, 0).string("t").int32(-1).int64(0).int64(0),
            "rank of tensor 't' is 4294967295"),
        arguments(
            "a zero dimension",
            GgufBytes.header(1, 0).tensor("t", 0, 0, 4, 0),
            "dimension of tensor 't' is 0"),
        arguments(
            "a negative dimension",
            GgufBytes.header(1, 0).tensor("t", 0, 0, -4),
            "dimension of tensor 't' is -4"),
        arguments(
            "dimensions whose product overflows",
            GgufBytes.header(1, 0).tensor("t", 0, 0, 1L << 40, 1L << 40),
            "shape of tensor 't' is [1099511627776, 1099511627776]"),
        arguments(
            "a size that overflows",
            GgufBytes.header(1, 0).tensor("t", 0, 0, 1L << 62),
            "shape of tensor 't' is [4611686018427387904], expected a size below"),
        arguments(
            "a row of half a block",
            GgufBytes.header(1, 0).tensor("t", 8, 0, 48),
            "row length of tensor 't' is 48, expected a multiple of 32 for Q8_0"),
        arguments(
            "a misaligned offset",
            GgufBytes.header(1, 0).tensor("t", 0, 4, 1).align(32).int64(0),
            "offset of tensor 't' is 4, expected a multiple of 32"),
        arguments(
            "an offset past the end",
            GgufBytes.header(1, 0).tensor("t", 0, 32, 1).align(32).int64(0),
            "offset of tensor 't' is 32 with 4 bytes, expected an end within the 8 bytes"),
        arguments(
            "an offset near 2^63",
            GgufBytes.header(1, 0).tensor("t", 0, Long.MAX_VALUE - 31, 1).align(32).int64(0),
            "offset of tensor 't' is 9223372036854775776"),
        arguments(
            "an offset past 2^63",
            GgufBytes.header(1, 0).tensor("t", 0, -32, 1).align(32).int64(0),
            "offset of tensor 't' is 18446744073709551584, expected less than 2^63"),
        arguments(
            "data that never come",
            GgufBytes.header(1, 0).tensor("t", 0, 0, 1),
            "is 0 with 4 bytes, expected an end within the 0 bytes of data"),
        arguments(
            "a duplicate tensor name",
            GgufBytes.header(2, 0).tensor("t", 0, 0, 1).tensor("t", 0, 32, 1).align(32).int64(0),
            "tensor name 't' is a duplicate"),
        arguments(
            "overlapping tensors",
            GgufBytes.header(2, 0)
                .tensor("a", 0, 0, 16)
                .tensor("b", 0, 32, 8)
                .align(32)
                .raw(new byte[64]),
            "offset of tensor 'b' is 32, expected at least 64, the end of tensor 'a'"));
  }

  private static GgufBytes alignment(int value) {
    return GgufBytes.header(0, 1).key("general.alignment", 4).int32(value);
  }

  private static GgufBytes nested(int depth) {
    GgufBytes bytes = GgufBytes.header(0, 1).key("k", 9);
    for (int i = 1; i < depth; i++) {
      bytes.int32(9).int64(1);
    }
    return bytes.int32(5).int64(0);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void rejects_and_says_what_is_wrong_where(String name, GgufBytes bytes, String message) {
    Path file = bytes.writeTo(folder.resolve("bad.gguf"));
    assertThatThrownBy(() -> GgufFile.open(file))
        .as(name)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("bad.gguf")
        .hasMessageContaining("expected")
        .hasMessageContaining(message);
  }

  @Test
  void rejects_files_cut_anywhere() throws IOException {
    Path file = folder.resolve("whole.gguf");
    SmallModels.gguf().write(file);
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < 50; i++) {
      int length = Math.toIntExact((long) whole.length * i / 50);
      Path cut = Files.write(folder.resolve("cut.gguf"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> GgufFile.open(cut).close())
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("cut.gguf");
    }
  }

  @Test
  void rejects_what_is_past_the_limits() {
    Path file = folder.resolve("model.gguf");
    SmallModels.gguf().write(file);
    FormatLimits limits = FormatLimits.DEFAULT;
    assertLimit(file, limits.withMetadataEntries(2), "metadata count is");
    assertLimit(file, limits.withTensors(2), "tensor count is");
    assertLimit(file, limits.withStringBytes(8), "length of");
    assertLimit(file, limits.withArrayElements(2), "array length of");
    assertLimit(file, limits.withDimensions(1), "rank of");
    assertLimit(file, limits.withHeaderBytes(64), "expected at most 64");
    assertLimit(file, limits.withNestingDepth(1), "nesting of");
    assertThatThrownBy(() -> limits.withTensors(0)).hasMessageContaining("tensors is 0");
  }

  private static void assertLimit(Path file, FormatLimits limits, String message) {
    assertThatThrownBy(() -> GgufFile.open(file, limits).close())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(message);
  }

  @Test
  void says_when_there_is_no_such_file() {
    assertThatThrownBy(() -> GgufFile.open(folder.resolve("none.gguf")))
        .isExactlyInstanceOf(InkstoneException.class)
        .hasMessageContaining("none.gguf does not exist");
  }

  @Test
  void says_when_it_is_a_directory() {
    assertThatThrownBy(() -> GgufFile.open(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("is a directory");
  }

  @Test
  void says_when_the_file_may_not_be_read() throws IOException {
    Path file = GgufBytes.header(0, 0).writeTo(folder.resolve("secret.gguf"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-------"));
    Assumptions.assumeFalse(Files.isReadable(file), "needs a user who is not root");
    assertThatThrownBy(() -> GgufFile.open(file))
        .isExactlyInstanceOf(InkstoneException.class)
        .hasMessageContaining("secret.gguf: permission denied");
  }

  @Test
  void says_when_the_system_refuses_to_open_the_file() {
    String tooLong = "x".repeat(300);
    assertThatThrownBy(() -> GgufFile.open(folder.resolve(tooLong)))
        .isExactlyInstanceOf(InkstoneException.class)
        .hasMessageContaining("cannot open " + folder)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void messages_stay_short_and_on_one_line() {
    String key = "x\n".repeat(500);
    Path file = GgufBytes.header(0, 1).key(key, 99).int64(0).writeTo(folder.resolve("bad.gguf"));
    assertThatThrownBy(() -> GgufFile.open(file))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400).doesNotContain("\n"));
  }
}
