package dev.inkstone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpeedTextTest {

  @Test
  void the_seed_decides_the_text() {
    assertThat(SpeedText.english(2000, 1)).isEqualTo(SpeedText.english(2000, 1));
    assertThat(SpeedText.english(2000, 1)).isNotEqualTo(SpeedText.english(2000, 2));
    assertThat(SpeedText.code(2000, 1)).isEqualTo(SpeedText.code(2000, 1));
  }

  @Test
  void texts_are_of_their_kind_and_as_long_as_asked() {
    assertThat(SpeedText.english(5000, 3)).hasSizeBetween(5000, 5500).contains(" the ", ". ");
    String chinese = SpeedText.chinese(5000, 3);
    assertThat(chinese).hasSizeBetween(5000, 5200);
    assertThat(chinese.codePoints().filter(Character::isIdeographic).count()).isGreaterThan(4000);
    assertThat(SpeedText.code(5000, 3)).hasSizeBetween(5000, 5500).contains("{", "\n", ";");
  }
}
