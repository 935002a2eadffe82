package dev.inkstone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.chat.ChatMessage;
import dev.inkstone.error.ChatTemplateException;
import dev.inkstone.error.ContextOverflowException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Conversations in a format of {@code s:..|u:..>answer|u:..>}. */
class ChatTest {
  private static final GenerationOptions GREEDY =
      GenerationOptions.builder().temperature(0).build();

  private final HistoryDecoder decoder = HistoryDecoder.answering("yes");
  private final FakeBackend backend = new FakeBackend(decoder, false);
  private final LanguageModel model = backend.chatModel(64, ChatTest::format);

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void keeps_the_messages_and_answers_from_all_of_them() {
    try (Chat chat = model.chat("S")) {
      assertThat(chat.send("one", GREEDY).text()).isEqualTo("yes");
      StringBuilder streamed = new StringBuilder();
      assertThat(chat.send("two", GREEDY, streamed::append).text()).isEqualTo("yes");
      assertThat(streamed).asString().isEqualTo("yes");
      assertThat(chat.messages())
          .containsExactly(
              ChatMessage.system("S"),
              ChatMessage.user("one"),
              ChatMessage.assistant("yes"),
              ChatMessage.user("two"),
              ChatMessage.assistant("yes"));
    }
  }

  @Test
  void a_turn_reads_only_what_is_new() {
    try (Chat chat = model.chat("S")) {
      chat.send("one", GREEDY); // s:S|u:one> evaluated with 3 tokens of the answer
      Completion second = chat.send("two", GREEDY); // s:S|u:one>yes|u:two>
      assertThat(second.promptTokens()).isEqualTo(20);
      assertThat(second.reusedTokens()).isEqualTo(13);
      assertThat(decoder.chunks()).containsExactly(10, 1, 1, 1, 7, 1, 1, 1);
      ChatStatistics statistics = chat.statistics();
      assertThat(statistics.turns()).isEqualTo(2);
      assertThat(statistics.promptTokens()).isEqualTo(30);
      assertThat(statistics.reusedTokens()).isEqualTo(13);
      assertThat(statistics.completionTokens()).isEqualTo(6);
      assertThat(statistics.cachedTokens()).isEqualTo(23);
      assertThat(statistics.cacheBytes()).isPositive();
    }
  }

  @Test
  void same_prompt_again_evaluates_one_token_for_its_logits() {
    try (Chat chat = model.chat("S")) {
      chat.send("one", GREEDY);
      chat.reset();
      Completion again = chat.send("one", GREEDY);
      assertThat(again.reusedTokens()).isEqualTo(9);
      assertThat(again.text()).isEqualTo("yes");
    }
  }

  @Test
  void reset_forgets_all_but_the_system_message() {
    try (Chat chat = model.chat("S")) {
      chat.send("one", GREEDY);
      chat.reset();
      assertThat(chat.messages()).containsExactly(ChatMessage.system("S"));
    }
  }

  @Test
  void cancelled_turn_keeps_the_partial_answer() {
    try (Chat chat = model.chat("S")) {
      try (TokenStream stream = chat.stream("one", GREEDY)) {
        assertThat(stream.iterator().next()).isEqualTo("y");
        stream.iterator().next();
        stream.cancel();
        assertThat(stream.iterator().hasNext()).isFalse();
      }
      assertThat(chat.messages()).last().isEqualTo(ChatMessage.assistant("ye"));
      assertThat(chat.send("two", GREEDY).reusedTokens()).isEqualTo(11);
    }
  }

  @Test
  void turn_cancelled_before_any_text_is_withdrawn() {
    try (Chat chat = model.chat("S")) {
      chat.stream("one", GREEDY).close();
      assertThat(chat.messages()).containsExactly(ChatMessage.system("S"));
      Completion completion = chat.send("one", GREEDY.toBuilder().cancelWhen(() -> true).build());
      assertThat(completion.finishReason()).isEqualTo(FinishReason.CANCELLED);
      assertThat(chat.messages()).containsExactly(ChatMessage.system("S"));
    }
  }

  @Test
  void failed_turn_is_withdrawn_and_the_next_one_works() {
    try (Chat chat = model.chat("S")) {
      chat.send("one", GREEDY);
      List<ChatMessage> before = chat.messages();
      decoder.beforeForward(
          count -> {
            throw new IllegalArgumentException("broken");
          });
      assertThatThrownBy(() -> chat.send("two", GREEDY)).hasMessage("broken");
      assertThat(chat.messages()).isEqualTo(before);
      decoder.beforeForward(count -> {});
      assertThat(chat.send("two", GREEDY).text()).isEqualTo("yes");
    }
  }

  @Test
  void message_the_template_refuses_is_withdrawn() {
    try (Chat chat = model.chat()) {
      assertThatThrownBy(() -> chat.send("refused", GREEDY))
          .isInstanceOf(ChatTemplateException.class);
      assertThat(chat.messages()).isEmpty();
      assertThat(chat.send("one", GREEDY).text()).isEqualTo("yes");
    }
  }

  @Test
  void takes_no_other_turn_while_an_answer_is_open() {
    try (Chat chat = model.chat("S");
        TokenStream stream = chat.stream("one", GREEDY)) {
      assertThat(stream.iterator().next()).isEqualTo("y");
      assertThatThrownBy(() -> chat.send("two"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("still open");
      assertThatThrownBy(chat::reset).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void conversation_longer_than_the_context_is_refused_by_default() {
    try (Chat chat = model.chat("S")) {
      for (int turn = 0; turn < 5; turn++) {
        chat.send("one", GREEDY);
      }
      List<ChatMessage> before = chat.messages();
      assertThatThrownBy(() -> chat.send("a longer message", GREEDY))
          .isInstanceOf(ContextOverflowException.class);
      assertThat(chat.messages()).isEqualTo(before);
    }
  }

  @Test
  void oldest_turns_are_left_out_but_not_the_system_message() {
    GenerationOptions options =
        GREEDY.toBuilder().promptOverflow(PromptOverflow.TRUNCATE_LEFT).maxTokens(10).build();
    List<String> prompts = new ArrayList<>();
    GenerationOptions watched =
        options.toBuilder()
            .processor(
                (tokens, count, logits) ->
                    prompts.add(model.tokenizer().decode(java.util.Arrays.copyOf(tokens, count))))
            .build();
    try (Chat chat = model.chat("S")) {
      for (int turn = 1; turn <= 6; turn++) {
        assertThat(chat.send("turn" + turn, watched).text()).isEqualTo("yes");
      }
      assertThat(chat.messages()).hasSize(13);
      // 64 positions less 10 for the answer leave room for 54; half of it holds two turns
      assertThat(prompts)
          .contains("s:S|u:turn5>yes|u:turn6>")
          .noneMatch(prompt -> prompt.length() > 64);
    }
  }

  @Test
  void turns_are_left_out_in_bulk_so_that_the_next_ones_reuse_the_cache() {
    GenerationOptions options =
        GREEDY.toBuilder().promptOverflow(PromptOverflow.TRUNCATE_LEFT).maxTokens(10).build();
    try (Chat chat = model.chat("S")) {
      for (int turn = 1; turn <= 6; turn++) {
        chat.send("turn" + turn, options);
      }
      Completion seventh = chat.send("turn7", options);
      assertThat(seventh.promptTokens()).isEqualTo("s:S|u:turn5>yes|u:turn6>yes|u:turn7>".length());
      assertThat(seventh.reusedTokens()).isEqualTo("s:S|u:turn5>yes|u:turn6>yes".length());
    }
  }

  @Test
  void long_histories_are_shortened_with_few_encodings() {
    AtomicInteger encodings = new AtomicInteger();
    List<ChatMessage> history = new ArrayList<>();
    for (int turn = 0; turn < 1000; turn++) {
      history.add(ChatMessage.user("turn"));
      history.add(ChatMessage.assistant("yes"));
    }
    GenerationOptions options =
        GREEDY.toBuilder().promptOverflow(PromptOverflow.TRUNCATE_LEFT).maxTokens(10).build();
    try (LanguageModel counted =
            backend.chatModel(
                64,
                messages -> {
                  encodings.incrementAndGet();
                  return format(messages);
                });
        Chat chat = counted.chat(history)) {
      assertThat(chat.send("next", options).promptTokens())
          .isEqualTo("u:turn>yes|u:next>".length());
      assertThat(encodings.get()).isBetween(2, 1 + 10); // the whole, then a bisection
      encodings.set(0);
      chat.send("next", options);
      assertThat(encodings.get()).isEqualTo(1);
    }
  }

  @Test
  void a_withdrawn_turn_leaves_nothing_out_of_later_ones() {
    GenerationOptions options =
        GREEDY.toBuilder().promptOverflow(PromptOverflow.TRUNCATE_LEFT).maxTokens(10).build();
    try (Chat chat = model.chat("S")) {
      chat.send("one", options);
      chat.stream("x".repeat(60), options).close();
      assertThat(chat.send("two", options).promptTokens())
          .isEqualTo("s:S|u:one>yes|u:two>".length());
    }
  }

  @Test
  void the_system_message_stays_when_an_answer_slides() {
    GenerationOptions sliding =
        GREEDY.toBuilder().promptOverflow(PromptOverflow.SLIDING_WINDOW).maxTokens(200).build();
    List<String> histories = new ArrayList<>();
    HistoryDecoder endless = endless(histories);
    try (LanguageModel sliding64 = new FakeBackend(endless, false).chatModel(64, ChatTest::format);
        Chat chat = sliding64.chat("S")) {
      assertThat(chat.send("one", sliding).text()).isEqualTo("a".repeat(200));
      assertThat(histories).allMatch(history -> history.startsWith("s:S|u:"));
      assertThat(histories).contains("s:S|u:" + "a".repeat((64 - 6) / 2 + 1));
    }
  }

  @Test
  void a_system_message_of_more_than_a_quarter_slides_away() {
    GenerationOptions sliding =
        GREEDY.toBuilder().promptOverflow(PromptOverflow.SLIDING_WINDOW).maxTokens(200).build();
    List<String> histories = new ArrayList<>();
    try (LanguageModel sliding64 =
            new FakeBackend(endless(histories), false).chatModel(64, ChatTest::format);
        Chat chat = sliding64.chat("x".repeat(20))) {
      assertThat(chat.send("one", sliding).text()).isEqualTo("a".repeat(200));
      assertThat(histories.getFirst()).startsWith("s:xxx");
      assertThat(histories.getLast()).matches("a+");
    }
  }

  @Test
  void the_system_message_stays_when_a_single_message_is_too_long() {
    GenerationOptions options =
        GREEDY.toBuilder().promptOverflow(PromptOverflow.TRUNCATE_LEFT).maxTokens(10).build();
    List<String> histories = new ArrayList<>();
    try (LanguageModel short64 =
            new FakeBackend(endless(histories), false).chatModel(64, ChatTest::format);
        Chat chat = short64.chat("S")) {
      assertThat(chat.send("x".repeat(100), options).promptTokens()).isEqualTo(54);
      assertThat(histories.getFirst()).isEqualTo("s:S|u:" + "x".repeat(47) + ">");
    }
  }

  /** Says nothing but the letter a, and notes every history it was asked to go on with. */
  private static HistoryDecoder endless(List<String> histories) {
    return new HistoryDecoder(
        history -> {
          histories.add(new ByteTokenizer(false).decode(history));
          return HistoryDecoder.favouring('a');
        });
  }

  @Test
  @Timeout(60)
  void an_answer_closed_by_another_thread_ends_its_turn_as_a_whole() throws Exception {
    try (Chat chat = model.chat("S");
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      for (int round = 0; round < 5000; round++) {
        TokenStream first = chat.stream("one", GREEDY);
        assertThat(first.iterator().next()).isEqualTo("y");
        Future<?> closing = other.submit(first::close);
        TokenStream second = streamOnceIdle(chat);
        assertThat(chat.messages())
            .containsExactly(
                ChatMessage.system("S"),
                ChatMessage.user("one"),
                ChatMessage.assistant("y"),
                ChatMessage.user("two"));
        second.close();
        closing.get();
        chat.reset();
      }
    }
  }

  private static TokenStream streamOnceIdle(Chat chat) {
    while (true) {
      try {
        return chat.stream("two", GREEDY);
      } catch (IllegalStateException stillOpen) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void closed_by_its_own_answer_it_returns_the_memory_once_that_ended() {
    Chat chat = model.chat("S");
    List<Integer> inUse = new ArrayList<>();
    GenerationOptions closing =
        GREEDY.toBuilder()
            .cancelWhen(
                () -> {
                  chat.close();
                  inUse.add(model.sessionsInUse());
                  return false;
                })
            .build();
    chat.send("one", closing);
    assertThat(inUse).isNotEmpty().containsOnly(1);
    assertThat(model.sessionsInUse()).isZero();
    assertThatThrownBy(() -> chat.send("two")).hasMessage("chat is closed");
  }

  @Test
  void closing_returns_the_memory() {
    Chat chat = model.chat("S");
    chat.send("one", GREEDY);
    assertThat(model.sessionsInUse()).isEqualTo(1);
    chat.close();
    chat.close();
    assertThat(model.sessionsInUse()).isZero();
    assertThatThrownBy(() -> chat.send("two")).hasMessage("chat is closed");
  }

  @Test
  @Timeout(60)
  void dropped_chat_gives_its_memory_back() {
    model.chat("S").send("one", GREEDY);
    assertThat(model.sessionsInUse()).isEqualTo(1);
    while (model.sessionsInUse() > 0) {
      System.gc();
      assertThat(model.generate("Q>", GREEDY).text()).isEqualTo("yes");
    }
    assertThat(backend.interpretersOpen()).isLessThanOrEqualTo(2);
  }

  @Test
  void closing_the_model_ends_its_chats() {
    Chat chat = model.chat("S");
    chat.send("one", GREEDY);
    model.close();
    assertThat(backend.interpretersOpen()).isZero();
    assertThatThrownBy(() -> chat.send("two", GREEDY)).hasMessage("model is closed");
    chat.close();
  }

  @Test
  void goes_on_from_a_history() {
    List<ChatMessage> history = List.of(ChatMessage.user("one"), ChatMessage.assistant("no"));
    try (Chat chat = model.chat(history)) {
      assertThat(chat.send("two", GREEDY).promptTokens()).isEqualTo("u:one>no|u:two>".length());
    }
  }

  private static String format(List<ChatMessage> messages) {
    StringBuilder text = new StringBuilder();
    for (ChatMessage message : messages) {
      if (message.content().equals("refused")) {
        throw new ChatTemplateException("refused");
      }
      text.append(
          switch (message.role()) {
            case "system" -> "s:" + message.content() + "|";
            case "user" -> "u:" + message.content() + ">";
            default -> message.content() + "|";
          });
    }
    return text.toString();
  }
}
