package dev.inkstone;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;

@Timeout(60)
class TokenPublisherTest {
  private static final GenerationOptions GREEDY =
      GenerationOptions.builder().temperature(0).build();
  private static final GenerationOptions THREE = GREEDY.toBuilder().maxTokens(3).build();

  private final HistoryDecoder decoder = HistoryDecoder.repeating("abc");
  private final LanguageModel model = FakeBackend.model(decoder);
  private final Recorder recorder = new Recorder();

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void is_cold() {
    Flow.Publisher<String> publisher = model.publish("abc", THREE);
    publisher.subscribe(recorder);
    assertThat(model.sessionsInUse()).isZero();
    assertThat(decoder.chunks()).isEmpty();
  }

  @Test
  void gives_and_computes_no_more_than_requested() throws Exception {
    model.publish("abc", GREEDY).subscribe(recorder);
    recorder.request(2);
    assertThat(recorder.next()).isEqualTo("a");
    assertThat(recorder.next()).isEqualTo("b");
    assertThat(decoder.chunks()).containsExactly(3, 1);
    assertThat(recorder.events).isEmpty();
    recorder.request(1);
    assertThat(recorder.next()).isEqualTo("c");
    assertThat(decoder.chunks()).containsExactly(3, 1, 1);
    recorder.cancel();
  }

  @Test
  void completes_with_the_last_piece() throws Exception {
    model.publish("abc", THREE).subscribe(recorder);
    recorder.request(3);
    assertThat(recorder.next() + recorder.next() + recorder.next()).isEqualTo("abc");
    assertThat(recorder.next()).isEqualTo("complete");
    assertThat(model.sessionsInUse()).isZero();
  }

  @Test
  void each_subscription_is_a_generation_of_its_own() throws Exception {
    Flow.Publisher<String> publisher = model.publish("abc", THREE);
    for (int round = 0; round < 2; round++) {
      publisher.subscribe(recorder);
      recorder.request(Long.MAX_VALUE);
      recorder.request(Long.MAX_VALUE);
      assertThat(recorder.next() + recorder.next() + recorder.next()).isEqualTo("abc");
      assertThat(recorder.next()).isEqualTo("complete");
    }
  }

  @Test
  void cancel_stops_the_computation_and_frees_the_session() throws Exception {
    Recorder cancelling =
        new Recorder() {
          @Override
          public void onNext(String text) {
            super.onNext(text);
            cancel();
          }
        };
    model.publish("abc", GREEDY).subscribe(cancelling);
    cancelling.request(Long.MAX_VALUE);
    assertThat(cancelling.next()).isEqualTo("a");
    cancelling.joinPublisher();
    assertThat(cancelling.events).isEmpty();
    assertThat(decoder.chunks()).containsExactly(3);
    assertThat(model.sessionsInUse()).isZero();
  }

  @Test
  void cancel_wakes_a_publisher_that_waits_for_demand() throws Exception {
    model.publish("abc", GREEDY).subscribe(recorder);
    recorder.request(1);
    assertThat(recorder.next()).isEqualTo("a");
    recorder.cancel();
    recorder.joinPublisher();
    assertThat(recorder.events).isEmpty();
    assertThat(model.sessionsInUse()).isZero();
  }

  @Test
  void failure_goes_to_on_error() throws Exception {
    model.publish("a".repeat(65), GREEDY).subscribe(recorder);
    recorder.request(1);
    assertThat(recorder.next()).startsWith("error ContextOverflowException");
  }

  @Test
  void what_a_subscriber_throws_at_the_end_is_logged() throws Exception {
    BlockingQueue<Object> logged = new LinkedBlockingQueue<>();
    Logger log =
        (Logger)
            Proxy.newProxyInstance(
                Logger.class.getClassLoader(),
                new Class<?>[] {Logger.class},
                (proxy, method, arguments) ->
                    method.getName().equals("warn") ? add(logged, arguments[1]) : null);
    IllegalArgumentException failure = new IllegalArgumentException("broken subscriber");
    Recorder failing =
        new Recorder() {
          @Override
          public void onComplete() {
            super.onComplete();
            throw failure;
          }
        };
    new TokenPublisher(() -> model.stream("abc", THREE), log).subscribe(failing);
    failing.request(3);
    assertThat(logged.poll(30, TimeUnit.SECONDS)).isSameAs(failure);
    failing.joinPublisher();
    assertThat(failing.events).containsExactly("a", "b", "c", "complete");
  }

  private static @Nullable Object add(BlockingQueue<Object> queue, Object element) {
    queue.add(element);
    return null;
  }

  @Test
  void request_below_one_is_an_error() throws Exception {
    model.publish("abc", GREEDY).subscribe(recorder);
    recorder.request(0);
    assertThat(recorder.next()).startsWith("error IllegalArgumentException");
    recorder.joinPublisher();
    assertThat(model.sessionsInUse()).isZero();
  }

  /** Puts every signal into a queue. */
  private static class Recorder implements Flow.Subscriber<String> {
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile @Nullable Thread publisher;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
    }

    @Override
    public void onNext(String text) {
      publisher = Thread.currentThread();
      events.add(text);
    }

    @Override
    public void onError(Throwable failure) {
      publisher = Thread.currentThread();
      events.add("error " + failure.getClass().getSimpleName() + ": " + failure.getMessage());
    }

    @Override
    public void onComplete() {
      events.add("complete");
    }

    void request(long n) {
      Objects.requireNonNull(subscription).request(n);
    }

    void cancel() {
      Objects.requireNonNull(subscription).cancel();
    }

    String next() throws InterruptedException {
      return Objects.requireNonNull(events.poll(30, TimeUnit.SECONDS), "no signal");
    }

    void joinPublisher() throws InterruptedException {
      Objects.requireNonNull(publisher).join();
    }
  }
}
