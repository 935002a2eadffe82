package dev.inkstone.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.inkstone.engine.kernel.PanelFormat;
import dev.inkstone.engine.kernel.ScaleType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights at the edges of what blocks can hold. */
class AwkwardWeightsTest {
  private static final long SEED = 7;

  static List<BlockFormat> all() {
    return BlockFormats.all();
  }

  static List<BlockFormat> coded() {
    return BlockFormatContractTest.coded();
  }

  static List<BlockFormat> withCodesOfTheirOwn() {
    return BlockFormatContractTest.withCodesOfTheirOwn();
  }

  static List<BlockFormat> withBinary16Scales() {
    return coded().stream().filter(format -> scaleType(format) == ScaleType.F16).toList();
  }

  static List<BlockFormat> withNanScales() {
    return all().stream().filter(format -> !isPowerOfTwoScaled(format)).toList();
  }

  /** Scales that are powers of two put no weight exactly on a value, and are never NaN. */
  private static boolean isPowerOfTwoScaled(BlockFormat format) {
    return format.panelFormat() instanceof PanelFormat.Codes && scaleType(format) == ScaleType.BF16;
  }

  private static ScaleType scaleType(BlockFormat format) {
    return ((PanelFormat.Codes) format.panelFormat()).scales().type();
  }

  @ParameterizedTest
  @MethodSource("all")
  void zeros_of_either_sign_come_back_as_zeros(BlockFormat format) {
    for (float zero : new float[] {0.0f, -0.0f}) {
      float[] weights = new float[2 * format.weightsPerBlock()];
      Arrays.fill(weights, zero);
      for (float weight : Samples.roundTrip(format, weights)) {
        assertThat(weight == 0).as("%s for %s", weight, zero).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("withCodesOfTheirOwn")
  void one_huge_weight_survives_and_leaves_the_others_small(BlockFormat format) {
    for (float huge : new float[] {10_000, -10_000}) {
      for (int at : new int[] {0, 13, 31}) {
        float[] weights = Samples.normal(format.weightsPerBlock(), SEED);
        weights[at] = huge;
        float[] decoded = Samples.roundTrip(format, weights);
        assertThat(decoded[at]).isCloseTo(huge, within(isPowerOfTwoScaled(format) ? 2000f : 10f));
        decoded[at] = 0;
        for (float other : decoded) {
          // The values of IQ4 nearest to zero are 1 and -10 parts of 127.
          assertThat(other).isCloseTo(0, within(80f));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("withCodesOfTheirOwn")
  void equal_weights_come_back_nearly_equal(BlockFormat format) {
    float relative = isPowerOfTwoScaled(format) ? 0.2f : 1e-3f;
    for (float value : new float[] {3.7f, -3.7f, 0.3f, -0.3f}) {
      float[] weights = new float[format.weightsPerBlock()];
      Arrays.fill(weights, value);
      for (float weight : Samples.roundTrip(format, weights)) {
        assertThat(weight).isCloseTo(value, within(Math.abs(value) * relative));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("withCodesOfTheirOwn")
  void every_magnitude_is_encoded_within_a_step_of_codes_and_of_binary16(BlockFormat format) {
    PanelFormat.Codes codes = (PanelFormat.Codes) format.panelFormat();
    float largestValue = Samples.largestValue(codes.book());
    float binary16Step = 0x1p-24f * largestValue * (codes.subScaled() ? 128 : 1);
    // With an offset the codes span both signs.
    float step = Samples.widestStep(codes.book()) / largestValue * (codes.hasOffset() ? 2 : 1);
    for (int exponent = -44; exponent <= 4; exponent++) {
      float unit = (float) Math.pow(10, exponent);
      float[] weights = Samples.normal(format.weightsPerBlock(), SEED + exponent);
      for (int i = 0; i < weights.length; i++) {
        weights[i] *= unit;
      }
      float largest = Math.abs(Extremes.farthestFromZero(weights, 0, weights.length));
      float[] decoded = Samples.roundTrip(format, weights);
      for (int i = 0; i < weights.length; i++) {
        assertThat(decoded[i])
            .as("1e%d, weight %d", exponent, i)
            .isCloseTo(weights[i], within(1.01f * largest * step + binary16Step));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("withBinary16Scales")
  void rejects_weights_whose_scale_binary16_cannot_hold(BlockFormat format) {
    for (float magnitude : new float[] {1e10f, 1e14f, 1e19f, 1e30f, Float.MAX_VALUE}) {
      float[] weights = new float[format.weightsPerBlock()];
      Arrays.fill(weights, magnitude);
      weights[1] = -magnitude;

      assertThatThrownBy(() -> Samples.encode(format, weights))
          .as("%s", magnitude)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not fit binary16");
    }
  }

  @ParameterizedTest
  @MethodSource("coded")
  void rejects_weights_that_are_not_finite_before_writing(BlockFormat format) {
    int count = 2 * format.weightsPerBlock();
    byte[] target = new byte[(int) format.bytesFor(count)];
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      float[] weights = Samples.normal(count, SEED);
      weights[count - 3] = bad;

      assertThatThrownBy(() -> format.encode(weights, 0, count, MemorySegment.ofArray(target), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("source[" + (count - 3) + "] = " + bad);
      assertThat(target).containsOnly(0);
    }
  }

  @ParameterizedTest
  @MethodSource("withNanScales")
  void blocks_with_nan_scales_decode_to_nan(BlockFormat format) {
    byte[] ones = new byte[2 * format.bytesPerBlock()];
    Arrays.fill(ones, (byte) 0xFF);

    assertThat(Samples.decode(format, ones)).containsOnly(Float.NaN);
  }

  @ParameterizedTest
  @MethodSource("coded")
  void any_bytes_decode_without_an_exception(BlockFormat format) {
    for (int seed = 0; seed < 100; seed++) {
      byte[] bytes = Samples.randomBytes(3 * format.bytesPerBlock(), seed);

      assertThat(Samples.decode(format, bytes)).hasSize(3 * format.weightsPerBlock());
    }
  }

  @ParameterizedTest
  @MethodSource("coded")
  void encoding_what_was_decoded_changes_little(BlockFormat format) {
    float[] once = Samples.roundTrip(format, Samples.normal(16 * format.weightsPerBlock(), SEED));
    float[] twice = Samples.roundTrip(format, once);

    assertThat(Samples.rmse(once, twice)).isLessThan(Samples.hasGrid(format) ? 0.06 : 0.04);
  }
}
