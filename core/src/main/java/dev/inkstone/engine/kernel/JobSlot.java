package dev.inkstone.engine.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One running job of {@link Workers}: reused, so that a run allocates nothing.
 *
 * <p>The state is 0 while the slot is free; otherwise {@link #RESERVED}, with {@link #OPEN} while
 * helpers may join, plus the number of helpers inside. The owner takes the slot back only when no
 * helper is inside, so a helper that has joined always sees one job from start to end.
 *
 * <p>Every thread has a range of neighbouring chunks that it takes first, in order, before it helps
 * with other ranges: memory that is read from front to back by one core arrives about twice as fast
 * as when the cores take turns.
 */
final class JobSlot {
  private static final int RESERVED = 1 << 29;
  private static final int OPEN = 1 << 30;
  private static final long SPIN_NANOS = 30_000;
  private static final int SPINS_PER_CLOCK = 32;

  /** Ints from one range's counter to the next: two cache lines. */
  private static final int PADDING = 32;

  private static final Workers.Job NOTHING = (chunk, worker) -> {};

  private final AtomicInteger state = new AtomicInteger();

  /** The next chunk of every range, each number in a cache line of its own. */
  private final AtomicIntegerArray next;

  private final int ranges;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private int chunks;
  private Workers.Job job = NOTHING;
  private @Nullable Thread owner;

  /** A slot for jobs of {@code threads} threads. */
  JobSlot(int threads) {
    ranges = threads;
    next = new AtomicIntegerArray((threads + 1) * PADDING);
  }

  /** Takes the slot if it is free. */
  boolean reserve() {
    return state.get() == 0 && state.compareAndSet(0, RESERVED);
  }

  /** Lets helpers in. */
  void open(int chunks, Workers.Job job) {
    this.chunks = chunks;
    this.job = job;
    this.owner = Thread.currentThread();
    for (int range = 0; range < ranges; range++) {
      next.setPlain(index(range), end(range - 1)); // the state publishes it
    }
    state.set(RESERVED | OPEN);
  }

  /** Works along if there is work; says whether the slot was entered. */
  boolean help(int worker) {
    int seen = state.get();
    if ((seen & OPEN) == 0 || !hasChunks()) {
      return false;
    }
    while ((seen & OPEN) != 0) {
      if (state.compareAndSet(seen, seen + 1)) {
        Thread waiting = owner;
        work(worker);
        if (state.decrementAndGet() == RESERVED) {
          LockSupport.unpark(waiting);
        }
        return true;
      }
      seen = state.get();
    }
    return false;
  }

  private boolean hasChunks() {
    for (int range = 0; range < ranges; range++) {
      if (next.get(index(range)) < end(range)) {
        return true;
      }
    }
    return false;
  }

  /** Where a range's counter is: never beside the array's length, which every access reads. */
  private static int index(int range) {
    return (range + 1) * PADDING;
  }

  /** The chunk after the last of a range. */
  private int end(int range) {
    return (int) ((range + 1L) * chunks / ranges);
  }

  /** Takes chunks until none is left. */
  void work(int worker) {
    try {
      for (int i = 0; i < ranges; i++) {
        workOn((worker + i) % ranges, worker);
      }
    } catch (Throwable thrown) { // handed to the caller of run
      for (int range = 0; range < ranges; range++) {
        next.set(index(range), end(range));
      }
      failure.compareAndSet(null, thrown);
    }
  }

  private void workOn(int range, int worker) {
    int end = end(range);
    int at = index(range);
    Workers.Job current = job;
    while (next.get(at) < end) {
      int chunk = next.getAndIncrement(at);
      if (chunk < end) {
        current.run(chunk, worker);
      }
    }
  }

  /** Lets nobody in any more and waits until all helpers have left. */
  void closeAndWait() {
    if (state.addAndGet(-OPEN) == RESERVED) {
      return;
    }
    long end = System.nanoTime() + SPIN_NANOS;
    do {
      for (int i = 0; i < SPINS_PER_CLOCK; i++) {
        if (state.get() == RESERVED) {
          return;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() - end < 0);
    // A pending interrupt makes park return at once; the wait is then a spin until the last chunk
    // is done, and the interrupt stays for the caller to see.
    while (state.get() != RESERVED) {
      LockSupport.park(this);
      Thread.onSpinWait();
    }
  }

  /** Gives the slot back and returns what a chunk threw, if any did. */
  @Nullable Throwable release() {
    Throwable thrown = failure.getAndSet(null);
    job = NOTHING;
    owner = null;
    state.set(0);
    return thrown;
  }
}
