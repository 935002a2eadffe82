package dev.inkstone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GenerationOptionsTest {

  @Test
  void builder_passes_everything_on() {
    GenerationOptions options =
        GenerationOptions.builder()
            .maxTokens(256)
            .temperature(0.7)
            .topK(20)
            .topP(0.9)
            .minP(0.1)
            .typicalP(0.8)
            .repetitionPenalty(1.1)
            .presencePenalty(0.2)
            .frequencyPenalty(0.3)
            .penaltyLastN(32)
            .logitBias(5, 1)
            .logitBias(6, -1)
            .seed(42)
            .stop("\n\n", "User:")
            .deadline(Duration.ofSeconds(3))
            .build()
            .toBuilder()
            .build();
    assertThat(options.maxTokens()).hasValue(256);
    assertThat(options.sampling().temperature()).isEqualTo(0.7);
    assertThat(options.sampling().topK()).isEqualTo(20);
    assertThat(options.sampling().topP()).isEqualTo(0.9);
    assertThat(options.sampling().minP()).isEqualTo(0.1);
    assertThat(options.sampling().typicalP()).isEqualTo(0.8);
    assertThat(options.sampling().penalties())
        .isEqualTo(new dev.inkstone.sampling.Penalties(32, 1.1, 0.2, 0.3));
    assertThat(options.sampling().logitBias()).isEqualTo(Map.of(5, 1f, 6, -1f));
    assertThat(options.sampling().seed()).hasValue(42);
    assertThat(options.stop()).containsExactly("\n\n", "User:");
    assertThat(options.deadline()).contains(Duration.ofSeconds(3));
  }

  @Test
  void rejects_wrong_arguments_with_their_values() {
    GenerationOptions.Builder builder = GenerationOptions.builder();
    assertThatThrownBy(() -> builder.maxTokens(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxTokens = 0, expected at least 1");
    assertThatThrownBy(() -> builder.stop("a", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("empty");
    assertThatThrownBy(() -> builder.deadline(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
    assertThatThrownBy(() -> builder.repetitionPenalty(0)).hasMessageContaining("0.0");
  }

  @Test
  void says_what_is_set_in_the_words_of_the_builder() {
    assertThat(GenerationOptions.DEFAULT)
        .hasToString("GenerationOptions[temperature = 0.8, topK = 40, topP = 0.95, minP = 0.05]");
    GenerationOptions options =
        GenerationOptions.builder()
            .temperature(0)
            .repetitionPenalty(1.1)
            .logitBias(5, 1)
            .logitBias(6, 1)
            .seed(42)
            .maxTokens(256)
            .stop("\n\n", "User:")
            .deadline(Duration.ofSeconds(3))
            .promptOverflow(PromptOverflow.TRUNCATE_LEFT)
            .addSpecialTokens(false)
            .build();
    assertThat(options)
        .hasToString(
            "GenerationOptions[temperature = 0.0, topK = 40, topP = 0.95, minP = 0.05,"
                + " repetitionPenalty = 1.1, penaltyLastN = 64, logitBias = of 2 tokens, seed = 42,"
                + " maxTokens = 256, stop = \"\\n\\n\", \"User:\", deadline = PT3S,"
                + " promptOverflow = TRUNCATE_LEFT, addSpecialTokens = false]");
  }

  @Test
  @SuppressWarnings("NullAway") // as callers without it may
  void rejects_null_by_name() {
    GenerationOptions.Builder builder = GenerationOptions.builder();
    assertThatNullPointerException().isThrownBy(() -> builder.stop("a", null)).withMessage("stop");
    assertThatNullPointerException()
        .isThrownBy(() -> builder.sampling(null))
        .withMessage("sampling");
    assertThatNullPointerException()
        .isThrownBy(() -> builder.deadline(null))
        .withMessage("deadline");
    assertThatNullPointerException()
        .isThrownBy(() -> builder.promptOverflow(null))
        .withMessage("promptOverflow");
    assertThatNullPointerException()
        .isThrownBy(() -> builder.processor(null))
        .withMessage("processor");
    assertThatNullPointerException()
        .isThrownBy(() -> builder.cancelWhen(null))
        .withMessage("cancelWhen");
  }

  @Test
  void rejects_a_sliding_window_without_bound() {
    GenerationOptions.Builder builder =
        GenerationOptions.builder().promptOverflow(PromptOverflow.SLIDING_WINDOW);
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("maxTokens or deadline");
    assertThat(builder.maxTokens(9).build().maxTokens()).hasValue(9);
  }
}
