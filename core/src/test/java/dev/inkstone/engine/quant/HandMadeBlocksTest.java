package dev.inkstone.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Blocks worked out by hand from the layouts, so that the definitions stand by themselves. */
class HandMadeBlocksTest {
  /** Scales 1 2 3 63 17 32 48 63 and minima 0 1 2 3 16 33 50 63. */
  private static final String SIX_BIT_SCALES = "4182c3ff 4081c2c3 011020ff";

  @Test
  void f32_copies_bits_signalling_nan_included() {
    byte[] bytes = hex("0000803f 00000080 01000000 0000807f 0100807f");

    float[] weights = Samples.decode(BlockFormats.byName("F32"), bytes);

    assertThat(Arrays.copyOf(weights, 4))
        .containsExactly(1, -0.0f, Float.MIN_VALUE, Float.POSITIVE_INFINITY);
    assertThat(Float.floatToRawIntBits(weights[4])).isEqualTo(0x7F800001);
    assertThat(Samples.encode(BlockFormats.byName("F32"), weights)).isEqualTo(bytes);
  }

  @Test
  void f16_holds_zeros_subnormals_the_largest_infinities_and_nan() {
    byte[] bytes = hex("0000 0080 003c 00c0 ff7b 0100 007c 00fc 007e");

    float[] weights = Samples.decode(BlockFormats.byName("F16"), bytes);

    assertThat(weights)
        .containsExactly(
            0,
            -0.0f,
            1,
            -2,
            65504,
            0x1p-24f,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.NaN);
    assertThat(Samples.encode(BlockFormats.byName("F16"), weights)).isEqualTo(bytes);
  }

  @Test
  void f16_rounds_to_nearest_with_ties_to_even() {
    float[] weights = {1 + 0x1p-11f, 1 + 0x3p-11f, 65519, 65520, 0x1p-25f, 0x1.8p-25f, -0x1p-26f};

    assertThat(Samples.encode(BlockFormats.byName("F16"), weights))
        .isEqualTo(hex("003c 023c ff7b 007c 0000 0100 0080"));
  }

  @Test
  void bf16_is_the_upper_half_of_a_float() {
    byte[] bytes = hex("803f 00c0 7f7f 0100 0080 80ff c07f");

    float[] weights = Samples.decode(BlockFormats.byName("BF16"), bytes);

    assertThat(weights)
        .containsExactly(1, -2, 0x1.FEp127f, 0x1p-133f, -0.0f, Float.NEGATIVE_INFINITY, Float.NaN);
    assertThat(Samples.encode(BlockFormats.byName("BF16"), weights)).isEqualTo(bytes);
  }

  @Test
  void bf16_rounds_ties_to_even_and_keeps_nan_quiet() {
    float nanWithLowBitsOnly = Float.intBitsToFloat(0xFF800001);
    float[] weights = {1 + 0x1p-8f, 1 + 0x3p-8f, Float.MAX_VALUE, nanWithLowBitsOnly};

    assertThat(Samples.encode(BlockFormats.byName("BF16"), weights))
        .isEqualTo(hex("803f 823f 807f c0ff"));
  }

  @Test
  void q8_0_codes_are_signed_bytes() {
    float[] weights = decode("Q8_0", "0038 80 7f ff 01" + "00".repeat(28));

    assertThat(Arrays.copyOf(weights, 5)).containsExactly(-64, 63.5f, -0.5f, 0.5f, 0);
  }

  @Test
  void q8_0_rounds_halves_away_from_zero() {
    float[] weights = Arrays.copyOf(new float[] {127, 0.5f, -0.5f, 0.49999997f, 1.5f, -2.5f}, 32);

    assertThat(Samples.encode(BlockFormats.byName("Q8_0"), weights))
        .isEqualTo(hex("003c 7f 01 ff 00 02 fd" + "00".repeat(26)));
  }

  @Test
  void q4_0_low_nibbles_come_first_and_eight_is_zero() {
    String block = "003c f0e1d2c3b4a59687 78695a4b3c2d1e0f";
    float[] expected = new float[32];
    for (int j = 0; j < 16; j++) {
      expected[j] = j - 8;
      expected[16 + j] = 7 - j;
    }

    assertThat(decode("Q4_0", block)).isEqualTo(expected);
    assertThat(Samples.encode(BlockFormats.byName("Q4_0"), expected)).isEqualTo(hex(block));
  }

  @Test
  void q4_1_adds_the_minimum() {
    String block = "0040 00bc f0e1d2c3b4a59687 78695a4b3c2d1e0f";
    float[] expected = new float[32];
    for (int j = 0; j < 16; j++) {
      expected[j] = 2 * j - 1;
      expected[16 + j] = 2 * (15 - j) - 1;
    }

    assertThat(decode("Q4_1", block)).isEqualTo(expected);
    assertThat(Samples.encode(BlockFormats.byName("Q4_1"), expected)).isEqualTo(hex(block));
  }

  @Test
  void q5_0_takes_fifth_bits_from_the_word() {
    String block = "00bc 01000080" + "00".repeat(15) + "f0";
    float[] expected = new float[32];
    Arrays.fill(expected, 16);
    expected[0] = -0.0f;
    expected[31] = -15;

    assertThat(decode("Q5_0", block)).isEqualTo(expected);
    assertThat(Samples.encode(BlockFormats.byName("Q5_0"), expected)).isEqualTo(hex(block));
  }

  @Test
  void q5_1_takes_fifth_bits_from_the_word_and_adds_the_minimum() {
    String block = "0034 003c 01000080" + "00".repeat(15) + "f0";
    float[] expected = new float[32];
    Arrays.fill(expected, 1);
    expected[0] = 5;
    expected[31] = 8.75f;

    assertThat(decode("Q5_1", block)).isEqualTo(expected);
    assertThat(Samples.encode(BlockFormats.byName("Q5_1"), expected)).isEqualTo(hex(block));
  }

  @Test
  void q4_k_sub_blocks_alternate_between_low_and_high_nibbles() {
    String firstRun = "10".repeat(5) + "97" + "10".repeat(26);
    String codes = firstRun + "32".repeat(32) + "54".repeat(32) + "f6".repeat(32);
    float[] expected = runs(32, 0, 1.5f, 5, 187.5f, 60, 143.5f, 263, 913.5f);
    expected[5] = 7;
    expected[32 + 5] = 17.5f;

    assertThat(decode("Q4_K", "003c 0038" + SIX_BIT_SCALES + codes)).isEqualTo(expected);
  }

  @Test
  void q5_k_fifth_bits_lie_across_sub_blocks() {
    String fifths = "00".repeat(5) + "81" + "00".repeat(26);
    String codes = "10".repeat(32) + "32".repeat(32) + "54".repeat(32) + "f6".repeat(32);
    float[] expected = runs(32, 0, 1.5f, 5, 187.5f, 60, 143.5f, 263, 913.5f);
    expected[5] = 16;
    expected[7 * 32 + 5] = 63 * 31 - 31.5f;

    assertThat(decode("Q5_K", "003c 0038" + SIX_BIT_SCALES + fifths + codes)).isEqualTo(expected);
  }

  @Test
  void q6_k_joins_nibbles_and_bit_pairs_of_each_half() {
    String lows = "21".repeat(32) + "43".repeat(32) + "65".repeat(32) + "87".repeat(32);
    String highs = "e4".repeat(32) + "1b".repeat(32);
    String scales = "0102030405060708 f8f9fafbfcfd807f";
    int[] codesLessZero = {-31, -13, 2, 20, 21, 7, -10, -24};
    int[] subScales = {1, 2, 3, 4, 5, 6, 7, 8, -8, -7, -6, -5, -4, -3, -128, 127};
    float[] values = new float[16];
    for (int s = 0; s < 16; s++) {
      values[s] = 0.5f * subScales[s] * codesLessZero[s / 2];
    }

    assertThat(decode("Q6_K", lows + highs + scales + "0038")).isEqualTo(runs(16, values));
  }

  @Test
  void q2_k_sub_blocks_have_scale_and_minimum_in_one_byte() {
    String scales = "102132435465768798a9bacbdcedfe0f";
    String codes = "e4".repeat(32) + "1b".repeat(32);
    float[] values = new float[16];
    for (int s = 0; s < 16; s++) {
      int code = s < 8 ? s / 2 : 7 - s / 2;
      values[s] = s * code - 0.5f * ((s + 1) % 16);
    }

    assertThat(decode("Q2_K", scales + codes + "003c 0038")).isEqualTo(runs(16, values));
  }

  @Test
  void q3_k_joins_bit_pairs_and_third_bits() {
    String thirds = "a5".repeat(32);
    String codes = "e4".repeat(32) + "1b".repeat(32);
    String scales = "08192a3b4c5d6e7f a5a5a5a5";
    int[] codesLessZero = {0, -3, 2, -1, -1, 2, -3, 0};
    float[] values = new float[16];
    for (int s = 0; s < 16; s++) {
      values[s] = 0.5f * (s - 8) * codesLessZero[s / 2];
    }

    assertThat(decode("Q3_K", thirds + codes + scales + "0038")).isEqualTo(runs(16, values));
  }

  @Test
  void iq4_nl_looks_values_up() {
    float[] values = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};
    float[] expected = new float[32];
    for (int j = 0; j < 16; j++) {
      expected[j] = 2 * values[j];
      expected[16 + j] = 2 * values[15 - j];
    }

    assertThat(decode("IQ4_NL", "0040 f0e1d2c3b4a59687 78695a4b3c2d1e0f")).isEqualTo(expected);
  }

  @Test
  void iq4_xs_joins_low_and_high_bits_of_scales() {
    int[] scales = {1, -1, -32, 31, 16, -31, 2, -2};
    float[] values = new float[16];
    for (int s = 0; s < 8; s++) {
      values[2 * s] = 0.5f * scales[s];
      values[2 * s + 1] = 0.5f * scales[s] * 113;
    }

    assertThat(decode("IQ4_XS", "0038 c663 f1f010e2" + "f8".repeat(128)))
        .isEqualTo(runs(16, values));
  }

  @Test
  void mxfp4_scales_are_powers_of_two_from_the_smallest_on() {
    float[] magnitudes = {0, 1, 2, 3, 4, 6, 8, 12};
    float[] expected = new float[32];
    for (int j = 0; j < 16; j++) {
      expected[j] = j < 8 ? magnitudes[j] : -magnitudes[j - 8] + 0f;
      expected[16 + j] = j < 8 ? -magnitudes[7 - j] + 0f : magnitudes[15 - j];
    }
    String codes = "f0e1d2c3b4a59687 78695a4b3c2d1e0f";

    assertThat(decode("MXFP4", "80" + codes)).isEqualTo(expected);
    assertThat(decode("MXFP4", "ff" + codes)[7]).isEqualTo(12 * 0x1p127f);
    assertThat(decode("MXFP4", "00" + codes)[1]).isEqualTo(0x1p-128f);
    assertThat(decode("MXFP4", "01" + codes)[3]).isEqualTo(3 * 0x1p-127f);
  }

  @Test
  void tq2_0_has_four_codes_in_a_byte() {
    String codes = "24".repeat(32) + "18".repeat(32);

    assertThat(decode("TQ2_0", codes + "0038"))
        .isEqualTo(runs(32, -0.5f, 0, 0.5f, -0.5f, -0.5f, 0.5f, 0, -0.5f));
  }

  @Test
  void tq1_0_has_five_digits_in_a_byte_and_four_in_the_last_ones() {
    float[] expected = new float[256];
    System.arraycopy(runs(32, -0.5f, 0, 0.5f, -0.5f, 0), 0, expected, 0, 160);
    System.arraycopy(runs(16, 0.5f, 0, -0.5f, 0.5f, 0), 0, expected, 160, 80);
    System.arraycopy(runs(4, 0, 0.5f, -0.5f, 0.5f), 0, expected, 240, 16);
    String block = "31".repeat(32) + "cf".repeat(16) + "95".repeat(4) + "0038";

    assertThat(decode("TQ1_0", block)).isEqualTo(expected);
    assertThat(Samples.encode(BlockFormats.byName("TQ1_0"), expected)).isEqualTo(hex(block));
  }

  @Test
  void nf4_and_fp4_have_the_first_of_two_codes_in_the_high_bits() {
    String block = "00000040" + "0f".repeat(31) + "13";

    float[] nf4 = decode("NF4", block);
    float[] fp4 = decode("FP4", block);

    assertThat(new float[] {nf4[0], nf4[1], nf4[63]}).containsExactly(-2, 2, -0.789835f);
    assertThat(new float[] {fp4[0], fp4[1], fp4[62], fp4[63]})
        .containsExactly(0, -0.5f, 2 / 192f, 2);
  }

  private static float[] runs(int length, float... values) {
    float[] weights = new float[values.length * length];
    for (int s = 0; s < values.length; s++) {
      Arrays.fill(weights, s * length, (s + 1) * length, values[s]);
    }
    return weights;
  }

  private static float[] decode(String format, String block) {
    return Samples.decode(BlockFormats.byName(format), hex(block));
  }

  private static byte[] hex(String bytes) {
    return HexFormat.of().parseHex(bytes.replace(" ", ""));
  }
}
