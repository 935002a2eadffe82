package dev.inkstone.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.inkstone.engine.nn.RopeScaling.Divisors;
import dev.inkstone.engine.tensor.Rotation;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** Every kind of rotary scaling against its formula, at hand-picked pairs. */
class RotaryEmbeddingTest {
  private static final double BASE = 10_000;
  private static final int SIZE = 64;

  private static RotaryEmbedding rope(RopeScaling scaling) {
    return new RotaryEmbedding(SIZE, SIZE, BASE, true, scaling);
  }

  private static double plain(int pair) {
    return 1 / Math.pow(BASE, 2.0 * pair / SIZE);
  }

  private static double angle(RopeScaling scaling, int context, int pair) {
    return rope(scaling).rotation(context).angle(1, pair);
  }

  @Test
  void plain_frequencies_fall_geometrically() {
    assertThat(angle(new RopeScaling.None(), 64, 0)).isEqualTo(1);
    assertThat(angle(new RopeScaling.None(), 64, 16)).isCloseTo(0.01, within(1e-15));
  }

  @Test
  void linear_divides_every_position() {
    assertThat(angle(new RopeScaling.Linear(4), 64, 7)).isCloseTo(plain(7) / 4, within(1e-15));
  }

  @Test
  void ntk_keeps_the_first_pair_and_stretches_the_last_by_the_factor_of_the_context() {
    RopeScaling ntk = new RopeScaling.Ntk(1, 2048);
    assertThat(angle(ntk, 2048, 31)).isCloseTo(plain(31), within(1e-15));
    assertThat(angle(ntk, 8192, 0)).isEqualTo(1);
    // At factor 1 the base grows by (context / original)^(d / (d - 2)), so the last pair by exactly
    // 4.
    assertThat(angle(ntk, 8192, 31)).isCloseTo(plain(31) / 4, within(1e-15));
  }

  @Test
  void yarn_keeps_fast_pairs_divides_slow_ones_and_scales_magnitude() {
    double magnitude = RopeScaling.Yarn.paperMagnitude(8);
    RopeScaling yarn = new RopeScaling.Yarn(8, 4096, 32, 1, magnitude);
    assertThat(magnitude).isCloseTo(1.2079441541679836, within(1e-15));
    assertThat(angle(yarn, 32768, 0)).isEqualTo(1);
    assertThat(angle(yarn, 32768, 31)).isCloseTo(plain(31) / 8, within(1e-15));
    int ramp = 15; // between pair 10 (32 turns, rounded down) and pair 23 (1 turn, rounded up)
    double mix = (ramp - 10) / 13.0;
    assertThat(angle(yarn, 32768, ramp))
        .isCloseTo(plain(ramp) / 8 * mix + plain(ramp) * (1 - mix), within(1e-15));
    assertThat(rope(yarn).rotation(64).magnitude()).isEqualTo(magnitude);
  }

  @Test
  void yarn_without_stretch_has_magnitude_one() {
    assertThat(RopeScaling.Yarn.paperMagnitude(1)).isEqualTo(1);
  }

  @Test
  void llama3_keeps_short_waves_divides_long_ones_and_blends_between() {
    RopeScaling llama3 = new RopeScaling.Llama3(8, 1, 4, 8192);
    RotaryEmbedding rope = new RotaryEmbedding(128, 128, 500_000, false, llama3);
    Rotation rotation = rope.rotation(131_072);
    assertThat(rotation.angle(1, 0)).isEqualTo(1);
    for (int pair : new int[] {20, 29, 30, 33, 40, 63}) {
      double frequency = Math.pow(500_000, -2.0 * pair / 128);
      double wavelength = 2 * Math.PI / frequency;
      double expected;
      if (wavelength < 8192 / 4.0) {
        expected = frequency;
      } else if (wavelength > 8192) {
        expected = frequency / 8;
      } else {
        double smooth = (8192 / wavelength - 1) / (4 - 1);
        expected = (1 - smooth) * frequency / 8 + smooth * frequency;
      }
      assertThat(rotation.angle(1, pair)).as("pair %d", pair).isCloseTo(expected, within(1e-15));
    }
  }

  @Test
  void longrope_chooses_divisors_by_the_allocated_context() {
    float[] ones = new float[SIZE / 2];
    float[] fives = new float[SIZE / 2];
    java.util.Arrays.fill(ones, 1);
    java.util.Arrays.fill(fives, 5);
    RopeScaling longRope = new RopeScaling.LongRope(new Divisors(ones, fives), 4096, 1.19);
    assertThat(angle(longRope, 4096, 3)).isCloseTo(plain(3), within(1e-15));
    assertThat(angle(longRope, 4097, 3)).isCloseTo(plain(3) / 5, within(1e-15));
    assertThat(rope(longRope).rotation(64).magnitude()).isEqualTo(1.19);
  }

  @Test
  void too_few_divisors_are_rejected() {
    RopeScaling scaling = new RopeScaling.PerFrequency(new Divisors(new float[3], new float[3]));
    assertThatThrownBy(() -> rope(scaling).rotation(64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 given");
  }

  @Test
  void tables_hold_cosines_then_sines_and_grow_without_changing() {
    Rotation rotation = rope(new RopeScaling.None()).rotation(4096);
    float cos = rotation.table(8).getAtIndex(ValueLayout.JAVA_FLOAT, 7L * SIZE + 2);
    float sin = rotation.table(8).getAtIndex(ValueLayout.JAVA_FLOAT, 7L * SIZE + SIZE / 2 + 2);
    assertThat(cos).isEqualTo((float) Math.cos(7 * plain(2)));
    assertThat(sin).isEqualTo((float) Math.sin(7 * plain(2)));
    assertThat(rotation.table(4096).getAtIndex(ValueLayout.JAVA_FLOAT, 7L * SIZE + 2))
        .isEqualTo(cos);
    assertThat(rotation.table(4096).byteSize()).isGreaterThanOrEqualTo(4096L * SIZE * Float.BYTES);
  }
}
