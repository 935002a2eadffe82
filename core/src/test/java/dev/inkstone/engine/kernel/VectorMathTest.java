package dev.inkstone.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VectorMathTest {

  @BeforeEach
  void vectors_are_usable() {
    assumeTrue(CpuFeatures.current().vectorsUsable(), () -> CpuFeatures.current().description());
  }

  private static float exp(float x) {
    return VectorMath.exp(FloatVector.broadcast(Lanes.F, x)).lane(Lanes.COUNT - 1);
  }

  @Test
  void exp_is_within_one_and_a_half_units_in_the_last_place() {
    double worst = 0;
    float at = 0;
    for (int i = 0; i <= 1_000_000; i++) {
      float x = -86.6f + i * (88.7f + 86.6f) / 1_000_000;
      double expected = Math.exp(x);
      double error = Math.abs(exp(x) - expected) / Math.ulp((float) expected);
      if (error > worst) {
        worst = error;
        at = x;
      }
    }
    assertThat(worst).as("error in units of the last place, at %s", at).isLessThan(1.5);
  }

  @Test
  void exp_is_zero_infinite_or_not_a_number_where_it_must_be() {
    assertThat(exp(-87.5f)).isZero();
    assertThat(exp(-1e30f)).isZero();
    assertThat(exp(Float.NEGATIVE_INFINITY)).isZero();
    assertThat(exp(0)).isEqualTo(1);
    assertThat(exp(88.73f)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(exp(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(exp(Float.NaN)).isNaN();
  }

  @Test
  void silu_of_one_number_has_the_bits_of_a_lane() {
    for (int i = 0; i <= 200_000; i++) {
      float x = i == 0 ? Float.NaN : (i - 100_000) * 1.1e-3f;
      float lane = VectorMath.silu(FloatVector.broadcast(Lanes.F, x)).lane(Lanes.COUNT - 1);
      assertThat(Float.compare(VectorMath.silu(x), lane)).as("%s", x).isZero();
    }
  }

  @Test
  void halves_are_exact_for_every_finite_number() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(64);
      for (int bits = 0; bits < 1 << 16; bits++) {
        float expected = Float.float16ToFloat((short) bits);
        if (Float.isFinite(expected)) {
          segment.set(ValueLayout.JAVA_SHORT, 2L * (Lanes.COUNT - 1), (short) bits);
          float actual = VectorMath.halves(segment, 0).lane(Lanes.COUNT - 1);
          if (Float.compare(actual, expected) != 0) {
            assertThat(actual).as("bits %x", bits).isEqualTo(expected);
          }
        }
      }
    }
  }
}
