package dev.inkstone.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkersTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void runs_every_chunk_once(int threads) {
    try (Workers workers = Workers.of(threads)) {
      assertThat(workers.threads()).isEqualTo(threads);
      for (int chunks : new int[] {0, 1, 2, 7, 1000}) {
        AtomicIntegerArray runs = new AtomicIntegerArray(chunks);
        workers.run(chunks, (chunk, worker) -> runs.incrementAndGet(chunk));
        for (int i = 0; i < chunks; i++) {
          assertThat(runs.get(i)).as("chunk %d of %d", i, chunks).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void a_worker_index_belongs_to_one_thread_at_a_time() {
    try (Workers workers = Workers.of(4)) {
      AtomicIntegerArray inside = new AtomicIntegerArray(4);
      AtomicInteger clashes = new AtomicInteger();
      for (int i = 0; i < 500; i++) {
        workers.run(
            40,
            (chunk, worker) -> {
              if (inside.incrementAndGet(worker) != 1) {
                clashes.incrementAndGet();
              }
              Thread.onSpinWait();
              inside.decrementAndGet(worker);
            });
      }
      assertThat(clashes).hasValue(0);
    }
  }

  @Test
  void helpers_take_part() {
    try (Workers workers = Workers.of(2)) {
      // The first chunk ends only when another thread has begun the second.
      AtomicInteger begun = new AtomicInteger();
      workers.run(
          2,
          (chunk, worker) -> {
            begun.incrementAndGet();
            while (begun.get() < 2) {
              Thread.onSpinWait();
            }
          });
      assertThat(begun).hasValue(2);
    }
  }

  @Test
  void every_thread_begins_a_range_of_its_own() {
    try (Workers workers = Workers.of(2)) {
      AtomicIntegerArray first = new AtomicIntegerArray(new int[] {-1, -1});
      CountDownLatch both = new CountDownLatch(2);
      workers.run(
          100,
          (chunk, worker) -> {
            if (first.compareAndSet(worker, -1, chunk)) {
              both.countDown();
              awaitQuietly(both);
            }
          });
      assertThat(first.get(0)).as("the caller's first chunk").isEqualTo(0);
      assertThat(first.get(1)).as("the helper's first chunk").isEqualTo(50);
    }
  }

  @Test
  void after_a_failure_no_range_goes_on() {
    try (Workers workers = Workers.of(2)) {
      AtomicInteger runs = new AtomicInteger();
      CountDownLatch both = new CountDownLatch(2);
      assertThatThrownBy(
              () ->
                  workers.run(
                      100_000,
                      (chunk, worker) -> {
                        if (chunk == 0 || chunk == 50_000) {
                          both.countDown();
                          awaitQuietly(both);
                        }
                        if (chunk == 50_000) {
                          throw new IllegalStateException("chunk failed");
                        }
                        runs.incrementAndGet();
                        LockSupport.parkNanos(100_000);
                      }))
          .hasMessage("chunk failed");
      assertThat(runs.get()).isLessThan(10_000);
    }
  }

  @Test
  void a_sleeping_helper_wakes_while_one_before_it_is_busy() throws Exception {
    List<Thread> helpers = new ArrayList<>();
    Consumer<Thread> start =
        thread -> {
          helpers.add(thread);
          thread.start();
        };
    // Both callers and the first helper compute: one more may.
    try (Workers workers = Workers.of(4, start);
        ExecutorService callers = Executors.newFixedThreadPool(1)) {
      while (!helpers.stream().allMatch(h -> h.getState() == Thread.State.WAITING)) {
        Thread.sleep(1);
      }
      CountDownLatch held = new CountDownLatch(2);
      CountDownLatch done = new CountDownLatch(1);
      Future<?> other =
          callers.submit(
              () ->
                  workers.run(
                      2,
                      (chunk, worker) -> {
                        held.countDown();
                        awaitQuietly(done);
                      }));
      awaitQuietly(held); // the other caller and one helper
      try {
        CountDownLatch both = new CountDownLatch(2);
        workers.run(
            2,
            (chunk, worker) -> {
              both.countDown();
              awaitQuietly(both);
            });
      } finally {
        done.countDown();
      }
      other.get();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  @Test
  void passes_on_what_a_chunk_throws_and_goes_on_working() {
    try (Workers workers = Workers.of(3)) {
      for (int bad = 0; bad < 50; bad += 7) {
        int failing = bad;
        UncheckedIOException thrown = new UncheckedIOException(new IOException("chunk " + bad));
        assertThatThrownBy(
                () ->
                    workers.run(
                        50,
                        (chunk, worker) -> {
                          if (chunk == failing) {
                            throw thrown;
                          }
                        }))
            .isSameAs(thrown);
        AtomicInteger runs = new AtomicInteger();
        workers.run(50, (chunk, worker) -> runs.incrementAndGet());
        assertThat(runs).hasValue(50);
      }
    }
  }

  @Test
  void sixteen_threads_share_one_pool() throws ExecutionException, InterruptedException {
    try (Workers workers = Workers.of(3);
        ExecutorService callers = Executors.newFixedThreadPool(16)) {
      allCallersGetTheirSums(workers, callers, 16);
    }
  }

  @Test
  void more_callers_than_slots_and_virtual_threads_are_served()
      throws ExecutionException, InterruptedException {
    try (Workers workers = Workers.of(3);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      allCallersGetTheirSums(workers, callers, 100);
    }
  }

  private static void allCallersGetTheirSums(Workers workers, ExecutorService callers, int count)
      throws ExecutionException, InterruptedException {
    List<Future<Boolean>> results = new ArrayList<>();
    for (int caller = 0; caller < count; caller++) {
      int chunks = 3 + caller;
      results.add(callers.submit(() -> sumsAreRight(workers, chunks)));
    }
    for (Future<Boolean> result : results) {
      assertThat(result.get()).isTrue();
    }
  }

  private static boolean sumsAreRight(Workers workers, int chunks) {
    for (int i = 0; i < 200; i++) {
      AtomicInteger sum = new AtomicInteger();
      workers.run(chunks, (chunk, worker) -> sum.addAndGet(chunk + 1));
      if (sum.get() != chunks * (chunks + 1) / 2) {
        return false;
      }
    }
    return true;
  }

  @Test
  void a_job_within_a_job_runs_on_its_own_thread() {
    try (Workers workers = Workers.of(3)) {
      AtomicInteger inner = new AtomicInteger();
      AtomicInteger strays = new AtomicInteger();
      workers.run(
          20,
          (chunk, worker) -> {
            Thread outer = Thread.currentThread();
            workers.run(
                5,
                (innerChunk, innerWorker) -> {
                  inner.incrementAndGet();
                  if (Thread.currentThread() != outer || innerWorker != worker) {
                    strays.incrementAndGet();
                  }
                });
          });
      assertThat(inner).hasValue(100);
      assertThat(strays).hasValue(0);
    }
  }

  @Test
  void an_interrupt_is_left_for_the_caller() {
    try (Workers workers = Workers.of(2)) {
      Thread.currentThread().interrupt();
      AtomicInteger runs = new AtomicInteger();
      workers.run(100, (chunk, worker) -> runs.incrementAndGet());
      assertThat(runs).hasValue(100);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void close_ends_the_threads_and_refuses_further_jobs() {
    Workers workers = Workers.of(3);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    workers.run(3, (chunk, worker) -> threads.add(Thread.currentThread()));
    workers.close();
    workers.close();
    threads.remove(Thread.currentThread());
    assertThat(threads).noneMatch(Thread::isAlive);
    assertThatThrownBy(() -> workers.run(1, (chunk, worker) -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void a_shared_pool_lives_until_all_its_owners_have_closed_it() {
    Workers first = Workers.shared(3);
    Workers second = Workers.shared(3);
    assertThat(second).isSameAs(first);
    assertThat(Workers.shared(3)).isSameAs(first);
    first.close();
    second.close();
    AtomicInteger chunks = new AtomicInteger();
    first.run(4, (chunk, worker) -> chunks.incrementAndGet());
    assertThat(chunks).hasValue(4);
    first.close();
    assertThatThrownBy(() -> first.run(4, (chunk, worker) -> {}))
        .isInstanceOf(IllegalStateException.class);
    try (Workers another = Workers.shared(3)) {
      assertThat(another).isNotSameAs(first);
    }
  }

  @Test
  void helpers_stay_away_while_callers_keep_all_processors_busy() throws Exception {
    CountDownLatch firstInside = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger helped = new AtomicInteger();
    try (Workers workers = Workers.of(2);
        ExecutorService callers = Executors.newFixedThreadPool(2)) {
      Workers.Job job =
          (chunk, worker) -> {
            if (worker > 0) {
              awaitQuietly(firstInside);
              helped.incrementAndGet();
            } else {
              firstInside.countDown();
              awaitQuietly(end);
            }
          };
      Future<?> first = callers.submit(() -> workers.run(2, job));
      firstInside.await();
      while (helped.get() < 1) {
        Thread.onSpinWait(); // the helper has done the first job's other chunk
      }
      CountDownLatch secondInside = new CountDownLatch(1);
      Future<?> second =
          callers.submit(
              () ->
                  workers.run(
                      2,
                      (chunk, worker) -> {
                        secondInside.countDown();
                        job.run(chunk, worker);
                      }));
      secondInside.await();
      Thread.sleep(50);
      assertThat(helped).hasValue(1);
      end.countDown();
      first.get();
      second.get();
    }
  }

  @Test
  void rejects_nonsense_counts() {
    assertThatThrownBy(() -> Workers.of(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("threads = 0");
    try (Workers workers = Workers.of(1)) {
      assertThatThrownBy(() -> workers.run(-1, (chunk, worker) -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("chunks = -1");
    }
  }

  @Test
  void threads_that_were_started_end_when_another_cannot_start() {
    List<Thread> started = new ArrayList<>();
    assertThatThrownBy(
            () ->
                Workers.of(
                    5,
                    thread -> {
                      if (started.size() == 2) {
                        throw new IllegalStateException("no more threads");
                      }
                      thread.start();
                      started.add(thread);
                    }))
        .hasMessage("no more threads");
    assertThat(started).hasSize(2).noneMatch(Thread::isAlive);
  }
}
