package dev.inkstone.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkstone.engine.format.SafetensorsFile;
import dev.inkstone.testing.GoldenData;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NF4 and FP4 against checkpoints of bitsandbytes. */
class FourBitFloatReferenceTest {
  private static final String FOLDER = "reference/quants/bnb/";

  @ParameterizedTest
  @ValueSource(strings = {"a.nf4.b64", "a.fp4.b64", "edge.nf4.b64", "edge.fp4.b64"})
  void decodes_to_the_bits_of_the_reference(String name) throws IOException {
    float[] expected = GoldenData.floats(FOLDER + name + ".dequant.f32");

    assertThat(Samples.bits(Samples.decode(format(name), blocks(name))))
        .isEqualTo(Samples.bits(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.nf4.b64", "edge.nf4.b64", "a.fp4.b64", "edge.fp4.b64"})
  void encodes_to_the_weights_of_the_reference(String name) throws IOException {
    float[] source = GoldenData.floats(FOLDER + name.substring(0, name.indexOf('.')) + ".f32");
    byte[] encoded = Samples.encode(format(name), source);

    if (name.contains("nf4")) {
      assertThat(encoded).isEqualTo(blocks(name));
    } else {
      // Of FP4's two zeros the programs choose either.
      assertThat(Samples.decode(format(name), encoded))
          .usingElementComparator(Float::compare)
          .isEqualTo(withoutNegativeZeros(Samples.decode(format(name), blocks(name))));
    }
  }

  private static float[] withoutNegativeZeros(float[] weights) {
    float[] result = weights.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] = result[i] == 0 ? 0 : result[i];
    }
    return result;
  }

  private static BlockFormat format(String name) {
    return BlockFormats.byName(name.contains("nf4") ? "NF4" : "FP4");
  }

  /** The checkpoint's codes and magnitudes as blocks. */
  private static byte[] blocks(String name) throws IOException {
    try (SafetensorsFile file =
        SafetensorsFile.open(GoldenData.path(FOLDER + name + ".safetensors"))) {
      byte[] codes = tensor(file, ".weight");
      byte[] magnitudes = tensor(file, ".weight.absmax");
      int count = magnitudes.length / 4;
      ByteBuffer blocks = ByteBuffer.allocate(count * 36);
      for (int i = 0; i < count; i++) {
        blocks.put(magnitudes, 4 * i, 4).put(codes, 32 * i, 32);
      }
      return blocks.array();
    }
  }

  private static byte[] tensor(SafetensorsFile file, String suffix) {
    return file.tensors().stream()
        .filter(tensor -> ("." + tensor.name()).endsWith(suffix))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no tensor *" + suffix))
        .data()
        .toArray(ValueLayout.JAVA_BYTE);
  }
}
