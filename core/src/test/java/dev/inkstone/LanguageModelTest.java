package dev.inkstone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.chat.ChatMessage;
import dev.inkstone.error.ChatTemplateException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LanguageModelTest {
  private static final GenerationOptions SEEDED =
      GenerationOptions.builder().temperature(1).seed(11).maxTokens(40).build();
  private static final GenerationOptions GREEDY =
      GenerationOptions.builder().temperature(0).build();

  @Test
  void same_seed_gives_the_same_text() {
    try (LanguageModel model = FakeBackend.model(HistoryDecoder.hashing())) {
      String first = model.generate("start", SEEDED).text();
      assertThat(first).hasSize(40);
      assertThat(model.generate("start", SEEDED).text()).isEqualTo(first);
      assertThat(model.generate("start", SEEDED.toBuilder().seed(12).build()).text())
          .isNotEqualTo(first);
    }
  }

  @Test
  void threads_at_once_get_what_each_gets_alone() throws Exception {
    try (LanguageModel model = FakeBackend.model(HistoryDecoder.hashing());
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<String> alone =
          IntStream.range(0, 32).mapToObj(i -> model.generate("p" + i, SEEDED).text()).toList();
      List<Callable<String>> tasks = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        String prompt = "p" + i;
        tasks.add(() -> model.generate(prompt, SEEDED).text());
      }
      List<String> together = new ArrayList<>();
      for (Future<String> result : threads.invokeAll(tasks)) {
        together.add(result.get());
      }
      assertThat(together).isEqualTo(alone);
      assertThat(model.sessionsInUse()).isZero();
    }
  }

  @Test
  void sessions_are_reused_and_freed_with_the_model() {
    FakeBackend backend = new FakeBackend(HistoryDecoder.answering("yes"), false);
    LanguageModel model = backend.model(64);
    for (int i = 0; i < 5; i++) {
      assertThat(model.generate("Q>", GREEDY).text()).isEqualTo("yes");
    }
    assertThat(backend.interpretersOpen()).isEqualTo(1);
    model.close();
    assertThat(backend.interpretersOpen()).isZero();
    assertThat(backend.closed()).isTrue();
    model.close();
  }

  @Test
  void closed_model_says_so() {
    LanguageModel model = FakeBackend.model(HistoryDecoder.answering("yes"));
    model.close();
    assertThatThrownBy(() -> model.generate("Q>"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("model is closed");
    assertThatThrownBy(() -> model.stream("Q>", GREEDY)).hasMessage("model is closed");
    assertThat(model.contextLength()).isEqualTo(64);
  }

  @Test
  void open_stream_of_a_closed_model_throws_and_can_be_closed() {
    LanguageModel model = FakeBackend.model(HistoryDecoder.repeating("abc"));
    try (TokenStream stream = model.stream("abc", GREEDY)) {
      Iterator<String> pieces = stream.iterator();
      assertThat(pieces.next()).isEqualTo("a");
      model.close();
      assertThatThrownBy(pieces::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("model is closed");
      assertThatThrownBy(stream::completion).hasMessageContaining("failed");
    }
  }

  @Test
  void close_waits_for_the_pass_in_progress() throws Exception {
    HistoryDecoder decoder = HistoryDecoder.repeating("abc");
    FakeBackend backend = new FakeBackend(decoder, false);
    LanguageModel model = backend.model(64);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<Boolean> closedDuringPass = new ArrayList<>();
    decoder.beforeForward(
        count -> {
          inside.countDown();
          await(goOn);
          closedDuringPass.add(backend.closed());
        });
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<Completion> generation = threads.submit(() -> model.generate("abc", GREEDY));
      await(inside);
      Thread closing = Thread.ofPlatform().start(model::close);
      while (closing.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      assertThat(backend.closed()).isFalse();
      goOn.countDown();
      closing.join();
      assertThat(closedDuringPass).containsExactly(false);
      assertThat(backend.closed()).isTrue();
      assertThatThrownBy(generation::get)
          .hasCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("model is closed");
    }
  }

  @Test
  void exception_of_the_consumer_ends_the_generation_and_frees_its_session() {
    try (LanguageModel model = FakeBackend.model(HistoryDecoder.repeating("abc"))) {
      assertThatThrownBy(
              () ->
                  model.generate(
                      "abc",
                      GREEDY,
                      piece -> {
                        throw new IllegalArgumentException("no");
                      }))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(model.sessionsInUse()).isZero();
    }
  }

  @Test
  @SuppressWarnings("NullAway") // as callers without it may
  void rejects_null_by_name() {
    HistoryDecoder decoder = HistoryDecoder.answering("yes");
    try (LanguageModel model = new FakeBackend(decoder, false).chatModel(64, messages -> "Q>");
        Chat chat = model.chat()) {
      assertNamed("prompt", () -> model.generate(null));
      assertNamed("prompt", () -> model.publish(null, GREEDY));
      assertNamed("options", () -> model.stream("Q>", null));
      assertNamed("onText", () -> model.generate("Q>", GREEDY, null));
      assertNamed("system", () -> model.chat((String) null));
      assertNamed("messages", () -> model.chat((List<ChatMessage>) null));
      assertNamed("text", () -> chat.send(null));
      assertNamed("options", () -> chat.stream("one", null));
      assertNamed("onText", () -> chat.send("one", (Consumer<String>) null));
      assertNamed("path", () -> LanguageModel.load(null));
      assertThat(chat.messages()).isEmpty();
      assertThat(decoder.chunks()).isEmpty();
    }
  }

  private static void assertNamed(String parameter, ThrowingCallable call) {
    assertThatNullPointerException().isThrownBy(call).withMessage(parameter);
  }

  @Test
  void model_without_template_refuses_to_chat_and_says_what_to_do() {
    try (LanguageModel model = FakeBackend.model(HistoryDecoder.answering("yes"))) {
      assertThatThrownBy(model::chat)
          .isInstanceOf(ChatTemplateException.class)
          .hasMessageContaining("chatTemplate(String)");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
