package dev.inkstone.engine.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One running job of {@link Workers}: reused, so that a run allocates nothing.
 *
 * <p>The state is 0 while the slot is free; otherwise {@link #RESERVED}, with {@link #OPEN} while
 * helpers may join, plus the number of helpers inside. The owner takes the slot back only when no
 * helper is inside, so a helper that has joined always sees one job from start to end.
 */
final class JobSlot {
  private static final int RESERVED = 1 << 29;
  private static final int OPEN = 1 << 30;
  private static final long SPIN_NANOS = 30_000;
  private static final int SPINS_PER_CLOCK = 32;

  private static final Workers.Job NOTHING = (chunk, worker) -> {};

  private final AtomicInteger state = new AtomicInteger();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private int chunks;
  private Workers.Job job = NOTHING;
  private @Nullable Thread owner;

  /** Takes the slot if it is free. */
  boolean reserve() {
    return state.get() == 0 && state.compareAndSet(0, RESERVED);
  }

  /** Lets helpers in. */
  void open(int chunks, Workers.Job job) {
    this.chunks = chunks;
    this.job = job;
    this.owner = Thread.currentThread();
    next.set(0);
    state.set(RESERVED | OPEN);
  }

  /** Works along if there is work; says whether the slot was entered. */
  boolean help(int worker) {
    int seen = state.get();
    while ((seen & OPEN) != 0) {
      if (next.get() >= chunks) {
        return false;
      }
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

  /** Takes chunks until none is left. */
  void work(int worker) {
    int count = chunks;
    Workers.Job current = job;
    try {
      for (int chunk = next.getAndIncrement(); chunk < count; chunk = next.getAndIncrement()) {
        current.run(chunk, worker);
      }
    } catch (Throwable thrown) { // handed to the caller of run
      next.set(count);
      failure.compareAndSet(null, thrown);
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
