package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void divides_squares_by_one_less_than_their_number() {
    Spread spread = Spread.of(List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0));

    assertThat(spread.mean()).isEqualTo(5);
    assertThat(spread.deviation()).isCloseTo(Math.sqrt(32.0 / 7), within(1e-12));
    assertThat(spread).hasToString("5.00 ± 2.14");
  }

  @Test
  void a_single_measurement_has_no_deviation() {
    assertThat(Spread.of(List.of(3.5))).isEqualTo(new Spread(3.5, 0));
  }

  @Test
  void needs_a_measurement() {
    assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(List.of()));
  }
}
