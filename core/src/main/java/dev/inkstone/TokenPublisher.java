package dev.inkstone;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cold publisher of text: every subscription is a generation of its own, on a daemon thread of
 * its own that starts with the first request, computes no further than requested and rests in
 * between. Thread-safe.
 */
final class TokenPublisher implements Flow.Publisher<String> {
  private final Supplier<TokenStream> streams;
  private final Logger log;

  TokenPublisher(Supplier<TokenStream> streams) {
    this(streams, LoggerFactory.getLogger(TokenPublisher.class));
  }

  TokenPublisher(Supplier<TokenStream> streams, Logger log) {
    this.streams = streams;
    this.log = log;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super String> subscriber) {
    subscriber.onSubscribe(new Subscription(subscriber));
  }

  private final class Subscription implements Flow.Subscription {
    private final Flow.Subscriber<? super String> subscriber;
    private final Thread thread;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicLong demand = new AtomicLong();
    private volatile @Nullable TokenStream stream;
    private volatile boolean cancelled;
    private volatile boolean invalidRequest;

    Subscription(Flow.Subscriber<? super String> subscriber) {
      this.subscriber = subscriber;
      thread = Thread.ofPlatform().daemon().name("inkstone-publisher").unstarted(this::run);
    }

    @Override
    public void request(long n) {
      if (cancelled) {
        return;
      }
      if (n < 1) {
        invalidRequest = true;
      } else {
        demand.accumulateAndGet(n, Subscription::saturatedSum);
      }
      if (started.compareAndSet(false, true)) {
        thread.start();
      }
      LockSupport.unpark(thread);
    }

    @Override
    public void cancel() {
      cancelled = true;
      TokenStream running = stream;
      if (running != null) {
        running.cancel();
      }
      LockSupport.unpark(thread);
    }

    private static long saturatedSum(long a, long b) {
      return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    /** The whole life of the thread. */
    private void run() {
      try (TokenStream opened = streams.get()) {
        stream = opened;
        publish(opened);
      } catch (RuntimeException | Error failure) {
        if (!cancelled) {
          cancelled = true;
          subscriber.onError(failure);
        }
      }
    }

    private void publish(TokenStream opened) {
      while (!opened.ended() && awaitDemand() && opened.iterator().hasNext()) {
        String text = opened.iterator().next();
        if (cancelled) {
          return;
        }
        demand.decrementAndGet();
        subscriber.onNext(text);
      }
      if (!cancelled) {
        cancelled = true;
        complete();
      }
    }

    /**
     * The text has ended well: what the subscriber throws now can be told to nobody but the log.
     */
    private void complete() {
      try {
        subscriber.onComplete();
      } catch (RuntimeException | Error failure) {
        log.warn("a subscriber failed in onComplete", failure);
      }
    }

    /** Waits until an element is wanted; false if none will be. */
    private boolean awaitDemand() {
      while (!cancelled && !invalidRequest && demand.get() == 0) {
        LockSupport.park(this);
      }
      if (invalidRequest && !cancelled) {
        throw new IllegalArgumentException("requested fewer than 1 elements");
      }
      return !cancelled;
    }
  }
}
