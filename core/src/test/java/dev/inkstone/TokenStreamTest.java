package dev.inkstone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TokenStreamTest {
  private static final GenerationOptions GREEDY =
      GenerationOptions.builder().temperature(0).build();

  private final HistoryDecoder decoder = HistoryDecoder.repeating("abc");
  private final LanguageModel model = FakeBackend.model(decoder);

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void computes_only_what_is_asked_for() {
    try (TokenStream stream = model.stream("abc", GREEDY)) {
      assertThat(decoder.chunks()).isEmpty();
      Iterator<String> pieces = stream.iterator();
      assertThat(pieces.next()).isEqualTo("a");
      assertThat(pieces.hasNext()).isTrue();
      assertThat(pieces.hasNext()).isTrue();
      assertThat(decoder.chunks()).containsExactly(3, 1);
      assertThat(pieces.next()).isEqualTo("b");
      assertThat(decoder.chunks()).containsExactly(3, 1);
    }
  }

  @Test
  void has_a_completion_at_its_end_and_not_before() {
    GenerationOptions options = GREEDY.toBuilder().maxTokens(2).build();
    try (TokenStream stream = model.stream("abc", options)) {
      Iterator<String> pieces = stream.iterator();
      pieces.next();
      assertThatThrownBy(stream::completion)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not at its end");
      pieces.next();
      assertThat(pieces.hasNext()).isFalse();
      assertThatThrownBy(pieces::next).isInstanceOf(NoSuchElementException.class);
      assertThat(stream.completion().text()).isEqualTo("ab");
      assertThat(model.sessionsInUse()).isZero();
    }
  }

  @Test
  void closing_early_cancels_and_keeps_the_text_so_far() {
    TokenStream stream = model.stream("abc", GREEDY);
    Iterator<String> pieces = stream.iterator();
    pieces.next();
    pieces.next();
    assertThat(model.sessionsInUse()).isEqualTo(1);
    stream.close();
    stream.close();
    assertThat(model.sessionsInUse()).isZero();
    assertThat(pieces.hasNext()).isFalse();
    assertThat(stream.completion().text()).isEqualTo("ab");
    assertThat(stream.completion().finishReason()).isEqualTo(FinishReason.CANCELLED);
  }

  @Test
  void another_thread_cancels() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    try (TokenStream stream = model.stream("abc", GREEDY);
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      Future<?> cancelling =
          other.submit(
              () -> {
                stream.cancel();
                cancelled.countDown();
              });
      decoder.beforeForward(count -> await(cancelled));
      stream.forEach(piece -> assertThat(piece).isEqualTo("a"));
      cancelling.get();
      assertThat(stream.completion().finishReason()).isEqualTo(FinishReason.CANCELLED);
      assertThat(decoder.chunks()).hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void close_from_another_thread_waits_for_the_token_being_computed() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    decoder.beforeForward(
        count -> {
          inside.countDown();
          await(goOn);
        });
    TokenStream stream = model.stream("abc", GREEDY);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<String> reading = threads.submit(() -> stream.iterator().next());
      await(inside);
      Future<?> closing = threads.submit(stream::close);
      assertThat(closing.isDone()).isFalse();
      assertThat(model.sessionsInUse()).isEqualTo(1);
      goOn.countDown();
      closing.get();
      assertThat(reading.get()).isEqualTo("a");
      assertThat(model.sessionsInUse()).isZero();
    }
  }

  @Test
  void processor_may_close_its_own_stream() {
    TokenStream[] own = new TokenStream[1];
    GenerationOptions options =
        GREEDY.toBuilder()
            .processor(
                (tokens, count, logits) -> {
                  if (count == 5) {
                    own[0].close();
                  }
                })
            .build();
    own[0] = model.stream("abc", options);
    StringBuilder text = new StringBuilder();
    own[0].forEach(text::append);
    assertThat(text).asString().isEqualTo("abc");
    assertThat(own[0].completion().finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(model.sessionsInUse()).isZero();
  }

  @Test
  void failure_frees_the_session_and_passes_through() {
    decoder.beforeForward(
        count -> {
          throw new IllegalArgumentException("broken");
        });
    try (TokenStream stream = model.stream("abc", GREEDY)) {
      Iterator<String> pieces = stream.iterator();
      assertThatThrownBy(pieces::next).hasMessage("broken");
      assertThat(model.sessionsInUse()).isZero();
      assertThat(pieces.hasNext()).isFalse();
      assertThatThrownBy(stream::completion).hasMessageContaining("failed");
    }
  }

  @Test
  void streams_side_by_side_do_not_mix() {
    try (TokenStream first = model.stream("abc", GREEDY);
        TokenStream second = model.stream("ab", GREEDY)) {
      List<String> pieces =
          List.of(
              first.iterator().next(),
              second.iterator().next(),
              first.iterator().next(),
              second.iterator().next());
      assertThat(pieces).containsExactly("a", "c", "b", "a");
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
