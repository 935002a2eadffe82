package dev.inkstone.tokenizer.efficiency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FidelityTest {

  @ParameterizedTest
  @CsvSource({
    "a text, a text, LOSSLESS",
    "é, e\u0301, LOSSLESS",
    "'', '', LOSSLESS",
    "A Text, a text, FOLDED",
    "人人 生, 人 人 生, FOLDED",
    "（１）ﬁ, (1)fi, FOLDED",
    "İ, i\u0307, FOLDED",
    "ΣΊΣΥΦΟΣ, σίσυφοσ, FOLDED",
    "été, ete, LOSSY",
    "की, क, LOSSY",
    "a text, a tex, LOSSY",
    "人, '', LOSSY"
  })
  void says_how_much_of_a_text_came_back(String text, String decoded, Fidelity expected) {
    assertThat(Fidelity.of(text, decoded, false)).isEqualTo(expected);
  }

  @Test
  void an_unknown_token_is_a_loss_even_where_it_leaves_no_trace() {
    assertThat(Fidelity.of("a", "a", true)).isEqualTo(Fidelity.LOSSY);
  }
}
