package dev.inkstone.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalDistributionTest {

  @ParameterizedTest
  @CsvSource({
    // computed with 30 digits
    "0, 0.5",
    "0.5, 0.691462461274013104",
    "1, 0.841344746068542949",
    "-1, 0.158655253931457051",
    "-3, 0.00134989803163009453",
    "-3.5, 0.000232629079035525036",
    "-3.6, 0.00015910859015753388",
    "-5, 2.86651571879193912e-7",
    "-8, 6.22096057427178412e-16",
    "-20, 2.75362411860623130e-89"
  })
  void distribution_function_has_the_digits_of_the_table(double x, double expected) {
    assertThat(NormalDistribution.cumulative(x))
        .isCloseTo(expected, Percentage.withPercentage(1e-10));
    assertThat(NormalDistribution.cumulative(-x)).isCloseTo(1 - expected, within(1e-15));
  }

  @Test
  void density_is_the_slope_of_the_distribution_function() {
    for (double x = -6; x <= 6; x += 0.37) {
      double slope =
          (NormalDistribution.cumulative(x + 1e-5) - NormalDistribution.cumulative(x - 1e-5))
              / 2e-5;
      assertThat(NormalDistribution.density(x)).as("%s", x).isCloseTo(slope, within(1e-9));
    }
  }

  @Test
  void extreme_numbers_have_their_limits() {
    assertThat(NormalDistribution.cumulative(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(NormalDistribution.cumulative(Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(NormalDistribution.cumulative(Double.NaN)).isNaN();
  }
}
