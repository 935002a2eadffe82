package dev.inkstone.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every format against the bytes and floats of the reference program. */
class ReferenceQuantizerTest {

  /** The reference data hold no F32; its codec copies bits. */
  static List<BlockFormat> formats() {
    return BlockFormats.all().stream().filter(format -> !format.name().equals("F32")).toList();
  }

  @ParameterizedTest
  @MethodSource("formats")
  void decodes_to_the_bits_of_the_reference(BlockFormat format) throws IOException {
    float[] expected = ReferenceData.decoded(format.name());
    float[] actual = new float[expected.length];
    MemorySegment encoded = MemorySegment.ofArray(ReferenceData.encoded(format.name()));

    format.decode(encoded, 0, actual, 0, actual.length);

    assertThat(Samples.bits(actual)).isEqualTo(Samples.bits(expected));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void encodes_to_the_bytes_of_the_reference(BlockFormat format) throws IOException {
    float[] source = ReferenceData.source();
    byte[] expected = ReferenceData.encoded(format.name());
    byte[] actual = new byte[expected.length];

    format.encode(source, 0, source.length, MemorySegment.ofArray(actual), 0);

    assertThat(actual).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void error_is_that_of_the_reference(BlockFormat format) throws IOException {
    float[] source = ReferenceData.source();
    float[] decoded = Samples.roundTrip(format, source);

    double reference = ReferenceData.rmse(format.name());
    assertThat(Samples.rmse(source, decoded)).isBetween(0.98 * reference, 1.02 * reference);
  }
}
