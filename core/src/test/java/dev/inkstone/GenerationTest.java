package dev.inkstone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.error.ContextOverflowException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GenerationTest {
  private static final GenerationOptions GREEDY =
      GenerationOptions.builder().temperature(0).build();

  @Test
  void ends_where_the_model_ends() {
    try (LanguageModel model = FakeBackend.model(HistoryDecoder.answering("Hello"))) {
      Completion completion = model.generate("Q>", GREEDY);
      assertThat(completion.text()).isEqualTo("Hello");
      assertThat(completion.finishReason()).isEqualTo(FinishReason.END_OF_SEQUENCE);
      assertThat(completion.promptTokens()).isEqualTo(2);
      assertThat(completion.completionTokens()).isEqualTo(5);
      assertThat(completion.reusedTokens()).isZero();
    }
  }

  @Test
  void goes_past_the_end_token_if_told_to() {
    GenerationOptions options = GREEDY.toBuilder().ignoreEndOfSequence(true).maxTokens(4).build();
    try (LanguageModel model = FakeBackend.model(HistoryDecoder.answering("ab"))) {
      Completion completion = model.generate("Q>", options);
      assertThat(completion.text()).isEqualTo("ab");
      assertThat(completion.completionTokens()).isEqualTo(4);
      assertThat(completion.finishReason()).isEqualTo(FinishReason.MAX_TOKENS);
    }
  }

  @Test
  void ends_at_the_token_limit_without_evaluating_the_last_token() {
    HistoryDecoder decoder = HistoryDecoder.answering("Hello");
    try (LanguageModel model = FakeBackend.model(decoder)) {
      Completion completion = model.generate("Q>", GREEDY.toBuilder().maxTokens(3).build());
      assertThat(completion.text()).isEqualTo("Hel");
      assertThat(completion.finishReason()).isEqualTo(FinishReason.MAX_TOKENS);
      assertThat(decoder.chunks()).containsExactly(2, 1, 1);
    }
  }

  @Test
  void never_cuts_a_character() {
    String answer = "aä€😀b";
    try (LanguageModel model = FakeBackend.model(HistoryDecoder.answering(answer))) {
      List<String> pieces = new ArrayList<>();
      model.generate("Q>", GREEDY, pieces::add);
      assertThat(pieces).containsExactly("a", "ä", "€", "😀", "b");
    }
  }

  @Test
  void half_a_character_at_the_token_limit_becomes_the_replacement_character() {
    try (LanguageModel model = FakeBackend.model(HistoryDecoder.answering("a😀"))) {
      Completion completion = model.generate("Q>", GREEDY.toBuilder().maxTokens(3).build());
      assertThat(completion.text()).isEqualTo("a�");
    }
  }

  @Test
  void stop_string_across_tokens_ends_the_text_and_is_not_part_of_it() {
    GenerationOptions options = GREEDY.toBuilder().stop("STOP", "never").build();
    try (LanguageModel model = FakeBackend.model(HistoryDecoder.answering("one STO two STOP x"))) {
      List<String> pieces = new ArrayList<>();
      Completion completion = model.generate("Q>", options, pieces::add);
      assertThat(completion.text()).isEqualTo("one STO two ");
      assertThat(completion.finishReason()).isEqualTo(FinishReason.STOP_STRING);
      assertThat(String.join("", pieces)).isEqualTo(completion.text());
      assertThat(pieces).contains("STO ");
    }
  }

  @Test
  void text_held_back_for_a_stop_string_is_given_out_at_the_end() {
    GenerationOptions options = GREEDY.toBuilder().stop("STOP").build();
    try (LanguageModel model = FakeBackend.model(HistoryDecoder.answering("aST"))) {
      assertThat(model.generate("Q>", options).text()).isEqualTo("aST");
      assertThat(model.generate("Q>", options.toBuilder().maxTokens(2).build()).text())
          .isEqualTo("aS");
    }
  }

  @Test
  void reads_the_prompt_in_chunks() {
    HistoryDecoder decoder = HistoryDecoder.answering("yes");
    String prompt = "x".repeat(600) + ">";
    try (LanguageModel model = new FakeBackend(decoder, false).model(1000)) {
      assertThat(model.generate(prompt, GREEDY).text()).isEqualTo("yes");
      assertThat(decoder.chunks()).containsExactly(256, 256, 89, 1, 1, 1);
    }
  }

  @Test
  void cancels_between_prompt_chunks() {
    HistoryDecoder decoder = HistoryDecoder.answering("yes");
    AtomicInteger asked = new AtomicInteger();
    GenerationOptions options =
        GREEDY.toBuilder().cancelWhen(() -> asked.incrementAndGet() == 3).build();
    try (LanguageModel model = new FakeBackend(decoder, false).model(1000)) {
      Completion completion = model.generate("x".repeat(600) + ">", options);
      assertThat(completion.finishReason()).isEqualTo(FinishReason.CANCELLED);
      assertThat(completion.text()).isEmpty();
      assertThat(decoder.chunks()).containsExactly(256);
    }
  }

  @Test
  void interrupt_ends_the_text_and_stays_set() {
    HistoryDecoder decoder = HistoryDecoder.repeating("abc");
    try (LanguageModel model = FakeBackend.model(decoder)) {
      List<String> pieces = new ArrayList<>();
      Completion completion =
          model.generate(
              "abc",
              GREEDY,
              piece -> {
                pieces.add(piece);
                if (pieces.size() == 4) {
                  Thread.currentThread().interrupt();
                }
              });
      assertThat(Thread.interrupted()).isTrue();
      assertThat(completion.finishReason()).isEqualTo(FinishReason.CANCELLED);
      assertThat(completion.text()).isEqualTo("abca");
    }
  }

  @Test
  void deadline_ends_the_text() {
    GenerationOptions options = GREEDY.toBuilder().deadline(Duration.ofNanos(1)).build();
    HistoryDecoder decoder = HistoryDecoder.repeating("abc");
    try (LanguageModel model = FakeBackend.model(decoder)) {
      Completion completion = model.generate("abc", options);
      assertThat(completion.finishReason()).isEqualTo(FinishReason.DEADLINE);
      assertThat(decoder.chunks()).isEmpty();
    }
  }

  @Test
  void deadline_beyond_the_clock_never_comes() {
    GenerationOptions options =
        GREEDY.toBuilder().deadline(Duration.ofSeconds(Long.MAX_VALUE)).build();
    try (LanguageModel model = FakeBackend.model(HistoryDecoder.answering("Hello"))) {
      assertThat(model.generate("Q>", options).text()).isEqualTo("Hello");
    }
  }

  @Test
  void answer_ends_when_the_context_is_full() {
    HistoryDecoder decoder = HistoryDecoder.repeating("abc");
    try (LanguageModel model = new FakeBackend(decoder, false).model(8)) {
      Completion completion = model.generate("abc", GREEDY);
      assertThat(completion.finishReason()).isEqualTo(FinishReason.CONTEXT_FULL);
      // 8 positions are evaluated, and the logits of the last give one token more
      assertThat(completion.text()).isEqualTo("abcabc");
    }
  }

  @Test
  void refuses_a_prompt_longer_than_the_context_and_names_the_ways_out() {
    try (LanguageModel model = FakeBackend.model(HistoryDecoder.repeating("abc"))) {
      assertThatThrownBy(() -> model.generate("a".repeat(65), GREEDY))
          .isInstanceOf(ContextOverflowException.class)
          .hasMessageContaining("65 tokens")
          .hasMessageContaining("holds 64")
          .hasMessageContaining("contextLength")
          .hasMessageContaining("TRUNCATE_LEFT");
      assertThat(model.sessionsInUse()).isZero();
    }
  }

  @Test
  void truncation_keeps_the_begin_token_and_the_end_of_the_prompt() {
    HistoryDecoder decoder = HistoryDecoder.answering("yes");
    GenerationOptions options =
        GREEDY.toBuilder().promptOverflow(PromptOverflow.TRUNCATE_LEFT).maxTokens(3).build();
    List<int[]> seen = new ArrayList<>();
    try (LanguageModel model = new FakeBackend(decoder, true).model(10)) {
      Completion completion =
          model.generate(
              "0123456789abcdef>",
              options.toBuilder()
                  .processor(
                      (tokens, count, logits) -> seen.add(java.util.Arrays.copyOf(tokens, count)))
                  .build());
      assertThat(completion.text()).isEqualTo("yes");
      assertThat(completion.promptTokens()).isEqualTo(7);
      assertThat(new ByteTokenizer(true).decode(seen.getFirst())).isEqualTo("bcdef>");
      assertThat(seen.getFirst()[0]).isEqualTo(ByteTokenizer.BOS);
    }
  }

  @Test
  void truncation_leaves_a_prompt_alone_that_fits() {
    HistoryDecoder decoder = HistoryDecoder.answering("yes");
    GenerationOptions options =
        GREEDY.toBuilder().promptOverflow(PromptOverflow.TRUNCATE_LEFT).build();
    try (LanguageModel model = new FakeBackend(decoder, false).model(10)) {
      Completion completion = model.generate("012345678>", options);
      assertThat(completion.promptTokens()).isEqualTo(10);
      assertThat(completion.text()).isEqualTo("y");
      assertThat(completion.finishReason()).isEqualTo(FinishReason.CONTEXT_FULL);
    }
  }

  @Test
  void sliding_window_goes_on_with_begin_token_and_recent_half() {
    HistoryDecoder decoder = HistoryDecoder.repeating("abcdefg");
    GenerationOptions options =
        GREEDY.toBuilder().promptOverflow(PromptOverflow.SLIDING_WINDOW).maxTokens(40).build();
    try (LanguageModel model = new FakeBackend(decoder, true).model(9)) {
      Completion completion = model.generate("ab", options);
      assertThat(completion.text()).isEqualTo("cdefgabcdefgabcdefgabcdefgabcdefgabcdefg");
      assertThat(completion.finishReason()).isEqualTo(FinishReason.MAX_TOKENS);
      // bos a b; six tokens fill the context; then bos stays, 4 recent and the next are evaluated
      assertThat(decoder.chunks()).startsWith(3, 1, 1, 1, 1, 1, 1, 5, 1, 1, 1, 5);
    }
  }

  @Test
  void sliding_window_works_in_the_smallest_contexts() {
    GenerationOptions options =
        GREEDY.toBuilder().promptOverflow(PromptOverflow.SLIDING_WINDOW).maxTokens(6).build();
    for (int context = 1; context <= 3; context++) {
      HistoryDecoder decoder = HistoryDecoder.repeating("abc");
      try (LanguageModel model = new FakeBackend(decoder, true).model(context)) {
        assertThat(model.generate("abc", options).text())
            .as("context %d", context)
            .isEqualTo("abcabc");
      }
    }
  }

  @Test
  void begin_token_is_there_exactly_once() {
    HistoryDecoder decoder = HistoryDecoder.answering("yes");
    GenerationOptions options = GREEDY.toBuilder().parseSpecialTokens(true).build();
    try (LanguageModel model = new FakeBackend(decoder, true).model(64)) {
      assertThat(model.generate("Q>", GREEDY).promptTokens()).isEqualTo(3);
      assertThat(model.generate("<s>Q>", options).promptTokens()).isEqualTo(3);
    }
  }

  @Test
  void refuses_a_prompt_without_tokens() {
    try (LanguageModel model = FakeBackend.model(HistoryDecoder.answering("yes"))) {
      assertThatThrownBy(() -> model.generate("", GREEDY))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no tokens");
    }
  }

  @Test
  void each_generation_gets_its_own_processor() {
    AtomicInteger made = new AtomicInteger();
    GenerationOptions options =
        GREEDY.toBuilder()
            .processorPerGeneration(
                () -> {
                  made.incrementAndGet();
                  return (tokens, count, logits) -> {};
                })
            .build();
    try (LanguageModel model = FakeBackend.model(HistoryDecoder.answering("yes"))) {
      model.generate("Q>", options);
      model.generate("Q>", options);
      assertThat(made).hasValue(2);
    }
  }
}
