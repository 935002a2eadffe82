package dev.inkstone.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * Blocks of the grid formats worked out by hand from layouts and from single points of the grids.
 */
class HandMadeGridBlocksTest {

  @Test
  void iq2_xxs_has_points_signs_and_scale_of_a_sub_block_together() {
    float[] weights = decode("IQ2_XXS", "003c 64ff0100 03200030" + "00".repeat(56));

    assertThat(run(weights, 0)).containsExactly(scaled(0.875f, -8, -25, 8, 8, 8, 43, 25, 8));
    assertThat(run(weights, 1)).containsExactly(scaled(0.875f, 8, 25, 8, 8, 25, 43, -43, -43));
    assertThat(run(weights, 2)).containsExactly(scaled(0.875f, 43, 8, 8, 8, 8, 8, 8, 8));
    assertThat(run(weights, 4)).containsExactly(scaled(0.125f, 8, 8, 8, 8, 8, 8, 8, 8));
  }

  @Test
  void iq2_xs_has_point_and_signs_in_sixteen_bits() {
    float[] weights = decode("IQ2_XS", "003c ff03 6400" + "00".repeat(60) + "a5" + "00".repeat(7));

    assertThat(run(weights, 0)).containsExactly(scaled(1.375f, -43, 43, 43, 43, 43, 43, 43, -43));
    assertThat(run(weights, 1)).containsExactly(scaled(1.375f, 8, 25, 8, 8, 43, 25, 8, 8));
    assertThat(run(weights, 2)).containsExactly(scaled(2.625f, 8, 8, 8, 8, 8, 8, 8, 8));
  }

  @Test
  void iq2_s_has_the_high_bits_of_four_points_in_a_byte() {
    String points = "00000000 ff64" + "00".repeat(26);
    String signs = "00000000 0081" + "00".repeat(26);
    String highs = "0003" + "00".repeat(6);
    float[] weights = decode("IQ2_S", "003c" + points + signs + highs + "000f" + "00".repeat(6));

    assertThat(run(weights, 4)).containsExactly(scaled(3.875f, 43, 43, 43, 43, 43, 43, 43, 43));
    assertThat(run(weights, 5)).containsExactly(scaled(3.875f, -43, 25, 25, 25, 8, 25, 8, -8));
    assertThat(run(weights, 6)).containsExactly(scaled(0.125f, 8, 8, 8, 8, 8, 8, 8, 8));
  }

  @Test
  void iq3_xxs_has_two_points_in_eight_weights() {
    float[] weights =
        decode("IQ3_XXS", "003c 64ff" + "00".repeat(62) + "7f000010" + "00".repeat(28));

    assertThat(run(weights, 0)).containsExactly(scaled(-0.75f, 28, 12, 4, 20, 4, 28, 52, 62));
    assertThat(run(weights, 1)).containsExactly(scaled(0.75f, 4, 4, 4, 4, 4, 4, 4, 4));
  }

  @Test
  void iq3_s_has_the_high_bits_of_eight_points_in_a_byte() {
    String points = "ff64" + "00".repeat(62);
    String highs = "01" + "00".repeat(7);
    String signs = "10" + "00".repeat(31);
    float[] weights = decode("IQ3_S", "0038" + points + highs + signs + "0f000000");

    assertThat(run(weights, 0)).containsExactly(scaled(15.5f, 1, 1, 15, 15, -1, 1, 15, 1));
    assertThat(run(weights, 4)).containsExactly(scaled(0.5f, 1, 1, 1, 1, 1, 1, 1, 1));
  }

  @Test
  void iq1_s_shifts_a_sub_block() {
    String points = "64ff" + "00".repeat(30);
    float[] weights = decode("IQ1_S", "003c" + points + "38a0" + "00".repeat(14));

    assertThat(run(weights, 0)).containsExactly(scaled(-0.625f, 1, 1, 1, 1, 1, 1, 9, 9));
    assertThat(run(weights, 1)).containsExactly(scaled(0.625f, 7, 7, 7, 7, 7, 7, 7, 7));
    assertThat(run(weights, 4)).containsExactly(scaled(-0.125f, 7, 7, 7, 7, 7, 7, 7, 7));
  }

  @Test
  void iq1_m_shifts_each_run_and_spreads_its_scale_over_four_words() {
    String points = "64ff" + "00".repeat(30);
    String highs = "78" + "00".repeat(15);
    float[] weights = decode("IQ1_M", points + highs + "0100 0000 00c0 0030");

    assertThat(run(weights, 0)).containsExactly(scaled(-0.375f, 1, 1, 1, 1, 1, 1, 9, 9));
    assertThat(run(weights, 1)).containsExactly(scaled(0.375f, 9, 9, 9, 9, 9, 9, 9, 9));
    assertThat(run(weights, 2)).containsExactly(scaled(-0.125f, 7, 7, 7, 7, 7, 7, 7, 7));
  }

  @Test
  void grids_have_as_many_points_as_their_numbers_have_bits_for() {
    assertThat(new Grid(8, 3, GridPoints.IQ1).size()).isEqualTo(1 << 11);
    assertThat(new Grid(8, 3, GridPoints.IQ2_S).size()).isEqualTo(1 << 10);
    assertThat(new Grid(8, 3, GridPoints.IQ2_XS).size()).isEqualTo(1 << 9);
    assertThat(new Grid(8, 3, GridPoints.IQ2_XXS).size()).isEqualTo(1 << 8);
    assertThat(new Grid(4, 8, GridPoints.IQ3_S).size()).isEqualTo(1 << 9);
    assertThat(new Grid(4, 8, GridPoints.IQ3_XXS).size()).isEqualTo(1 << 8);
  }

  private static float[] run(float[] weights, int r) {
    return Arrays.copyOfRange(weights, 8 * r, 8 * r + 8);
  }

  private static float[] scaled(float scale, float... values) {
    float[] weights = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      weights[i] = scale * values[i];
    }
    return weights;
  }

  private static float[] decode(String format, String block) {
    return Samples.decode(
        BlockFormats.byName(format), HexFormat.of().parseHex(block.replace(" ", "")));
  }
}
