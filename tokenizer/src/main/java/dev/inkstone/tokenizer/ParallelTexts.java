package dev.inkstone.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Does the same with many texts, on several threads where there is enough to do. */
final class ParallelTexts {
  /** UTF-16 units that are encoded sooner than a thread has started. */
  private static final int WORTH_A_THREAD = 1 << 14;

  private ParallelTexts() {}

  /** What {@code work} makes of each text, in their order. */
  static <R> List<R> map(List<String> texts, int threads, Function<String, R> work) {
    return map(texts, threads, String::length, work);
  }

  /**
   * What {@code work} makes of each item, in their order.
   *
   * @param threads how many threads may work, the calling one included
   * @param length how much text an item has
   */
  static <T, R> List<R> map(
      List<T> items, int threads, ToIntFunction<T> length, Function<T, R> work) {
    long total = items.stream().mapToLong(item -> length.applyAsInt(item)).sum();
    int helpers = (int) Math.min(Math.min(threads, items.size()) - 1, total / WORTH_A_THREAD);
    if (helpers < 1) {
      return items.stream().map(work).toList();
    }
    return new Job<>(items, work).run(helpers);
  }

  /** Items that several threads take in turn. */
  private static final class Job<T, R> {
    private final List<T> items;
    private final Function<T, R> work;
    private final Object[] results;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Job(List<T> items, Function<T, R> work) {
      this.items = List.copyOf(items);
      this.work = work;
      this.results = new Object[items.size()];
    }

    List<R> run(int helpers) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < helpers; i++) {
        threads.add(Thread.ofPlatform().daemon().name("inkstone-encoder-", i).start(this::drain));
      }
      drain();
      awaitAll(threads);
      switch (failure.get()) {
        case null -> {}
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IllegalStateException(e);
      }
      @SuppressWarnings("unchecked") // Each was put there as an R.
      List<R> list = (List<R>) Arrays.asList(results);
      return List.copyOf(list);
    }

    private void drain() {
      try {
        for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
          results[i] = work.apply(items.get(i));
        }
      } catch (RuntimeException | Error e) {
        failure.compareAndSet(null, e);
        next.set(items.size());
      }
    }

    /** Waits for all, and passes an interrupt on when they are done. */
    private static void awaitAll(List<Thread> threads) {
      boolean interrupted = false;
      for (Thread thread : threads) {
        while (thread.isAlive()) {
          try {
            thread.join();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
