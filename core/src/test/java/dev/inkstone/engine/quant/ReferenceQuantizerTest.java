package dev.inkstone.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.testing.GoldenData;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every format against the bytes and floats of the reference program. */
class ReferenceQuantizerTest {
  private static final String FOLDER = "reference/quants/";

  /** F32 only copies bits, and FourBitFloatReferenceTest has the formats of bitsandbytes. */
  private static final Set<String> ELSEWHERE = Set.of("F32", "NF4", "FP4");

  static List<BlockFormat> formats() {
    return BlockFormats.all().stream()
        .filter(format -> !ELSEWHERE.contains(format.name()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("formats")
  void decodes_to_the_bits_of_the_reference(BlockFormat format) throws IOException {
    float[] expected = GoldenData.floats(FOLDER + format.name() + ".f32");
    float[] actual = new float[expected.length];
    MemorySegment encoded = MemorySegment.ofArray(encoded(format));

    format.decode(encoded, 0, actual, 0, actual.length);

    assertThat(Samples.bits(actual)).isEqualTo(Samples.bits(expected));
  }

  /** The grid formats search in their own way, without weighing weights by an importance matrix. */
  static List<BlockFormat> formatsOfTheReferenceQuantizer() {
    return formats().stream().filter(format -> !Samples.hasGrid(format)).toList();
  }

  @ParameterizedTest
  @MethodSource("formatsOfTheReferenceQuantizer")
  void encodes_to_the_bytes_of_the_reference(BlockFormat format) throws IOException {
    float[] source = GoldenData.floats(FOLDER + "source.f32");
    byte[] expected = encoded(format);
    byte[] actual = new byte[expected.length];

    format.encode(source, 0, source.length, MemorySegment.ofArray(actual), 0);

    assertThat(actual).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void error_is_that_of_the_reference(BlockFormat format) throws IOException {
    float[] source = GoldenData.floats(FOLDER + "source.f32");
    float[] decoded = Samples.roundTrip(format, source);

    double reference = rmse(format);
    double least = Samples.hasGrid(format) ? 0.5 : 0.98;
    assertThat(Samples.rmse(source, decoded)).isBetween(least * reference, 1.02 * reference);
  }

  private static byte[] encoded(BlockFormat format) throws IOException {
    return Files.readAllBytes(GoldenData.path(FOLDER + format.name() + ".bin"));
  }

  /** The reference's root mean square error over all rows. */
  private static double rmse(BlockFormat format) throws IOException {
    for (JsonNode type : GoldenData.json(FOLDER + "index.json").get("types")) {
      if (type.get("name").asText().equals(format.name())) {
        return type.get("rmse_all").asDouble();
      }
    }
    throw new AssertionError("index.json does not list " + format.name());
  }
}
