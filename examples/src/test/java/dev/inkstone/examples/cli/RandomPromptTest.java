package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RandomPromptTest {
  private static int words(String text) {
    return text.strip().split(" ").length;
  }

  @Test
  void a_long_prompt_is_exact_and_counted_few_times() {
    AtomicInteger counts = new AtomicInteger();
    RandomPrompt prompts =
        new RandomPrompt(
            text -> {
              counts.incrementAndGet();
              return words(text);
            },
            token -> "word",
            10,
            1);

    assertThat(words(prompts.text(8192)) + 1).isEqualTo(8192);
    assertThat(counts.get()).isLessThan(64);
  }

  @Test
  void the_number_may_be_passed_where_no_word_fits() {
    RandomPrompt prompts = new RandomPrompt(text -> 3 * words(text), token -> "word", 10, 0);

    assertThat(words(prompts.text(100))).isEqualTo(34);
  }

  @Test
  void a_vocabulary_without_letters_gives_a_prompt() {
    RandomPrompt prompts = new RandomPrompt(RandomPromptTest::words, token -> "1", 10, 0);

    assertThat(words(prompts.text(5))).isEqualTo(5);
  }

  @Test
  void words_without_tokens_are_a_failure() {
    RandomPrompt prompts = new RandomPrompt(text -> 0, token -> "word", 10, 0);

    assertThatThrownBy(() -> prompts.text(5)).isInstanceOf(CommandFailure.class);
  }
}
