package dev.inkstone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class Llama3LineTest {

  @Test
  void finds_the_figures_among_other_output() {
    String text =
        """
        Load LlaMa model: 412 millis

        context: 385/384 prompt: 32.00 tokens/s (256) generation: 16.00 tokens/s (129)
        """;

    assertThat(Llama3Line.find(text)).contains(new Llama3Line(32, 256, 16, 129));
  }

  @Test
  void finds_nothing_in_other_output() {
    assertThat(Llama3Line.find("prompt: 3,5 tokens/s (1) generation: 2 tokens/s (1)")).isEmpty();
  }

  @Test
  void does_not_count_the_token_that_came_with_the_prompt() {
    Run run = new Llama3Line(32, 256, 16, 129).run(List.of());

    assertThat(run.promptSeconds()).isEqualTo(8.0);
    assertThat(run.decodeTokens()).isEqualTo(128);
    assertThat(run.decodeRate()).isCloseTo(128 / (129 / 16.0), within(1e-12));
  }
}
