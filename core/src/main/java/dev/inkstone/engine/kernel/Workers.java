package dev.inkstone.engine.kernel;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The threads that kernels run on: one pool for all models that want as many threads, shared by
 * their sessions. The calling thread always takes part; the others help while they are free, and
 * only while fewer threads compute than the pool has: many callers keep the processors busy alone.
 *
 * <p>Every thread takes the chunks of a range of its own, then what others have left, so a thread
 * that the system has put aside delays a job by one chunk at most. Idle threads look for work for
 * some tens of microseconds and then sleep. Any number of callers, virtual threads too, may run
 * jobs at the same time: each can finish its own job alone, and free threads join whichever job has
 * chunks left. A job that runs a job on the same pool does so on its own thread. A run allocates
 * nothing. Interrupts are left as they are.
 *
 * <p>Thread-safe.
 */
public final class Workers implements AutoCloseable {
  /** More threads than machines have processors; each costs memory in every job slot. */
  public static final int MAX_THREADS = 1024;

  /** Jobs that helpers see at the same time; callers beyond it work alone. */
  private static final int SLOTS = 32;

  private static final long SPIN_NANOS = 40_000;
  private static final int SPINS_PER_CLOCK = 32;

  private static final Map<Integer, Workers> SHARED = new HashMap<>();

  private final JobSlot[] slots = new JobSlot[SLOTS];
  private final Worker[] helpers;
  private final ThreadLocal<Participation> participation =
      ThreadLocal.withInitial(Participation::new);

  /** Counts published jobs; helpers watch it while they spin. */
  private final AtomicInteger published = new AtomicInteger();

  /** Threads that compute. */
  private final AtomicInteger active = new AtomicInteger();

  /** Who has to close a shared pool, guarded by {@link #SHARED}; 0 if it is not shared. */
  private int owners;

  private volatile boolean closed;

  private Workers(int threads) {
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new JobSlot(threads);
    }
    helpers = new Worker[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Worker(i + 1);
    }
  }

  /**
   * The pool of this JVM with {@code threads} threads, the caller of {@link #run} included: the
   * same for all who ask until each of them has called {@link #close} once.
   */
  public static Workers shared(int threads) {
    synchronized (SHARED) {
      Workers workers = SHARED.computeIfAbsent(threads, Workers::of);
      workers.owners++;
      return workers;
    }
  }

  /** A pool of its own, of {@code threads} threads, the caller of {@link #run} included. */
  public static Workers of(int threads) {
    return of(threads, Thread::start);
  }

  /** As {@link #of(int)}; if {@code start} fails for a thread, those before it end. */
  static Workers of(int threads, Consumer<Thread> start) {
    if (threads < 1 || threads > MAX_THREADS) {
      throw new IllegalArgumentException("threads = " + threads + ", expected 1 to " + MAX_THREADS);
    }
    Workers workers = new Workers(threads);
    try {
      for (Worker helper : workers.helpers) {
        start.accept(helper.thread);
      }
      return workers;
    } catch (Throwable failure) {
      workers.close(); // a thread that was not started is not waited for
      throw failure;
    }
  }

  /** Threads that take part in a job at most, the caller included. */
  public int threads() {
    return helpers.length + 1;
  }

  /**
   * Runs chunks {@code 0 .. chunks - 1} and returns when all are done; rethrows what a chunk threw,
   * after which chunks not yet begun are left out.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public void run(int chunks, Job job) {
    if (chunks < 0) {
      throw new IllegalArgumentException("chunks = " + chunks + ", expected at least 0");
    }
    if (closed) {
      throw new IllegalStateException("workers are closed");
    }
    Participation own = participation.get();
    if (own.index >= 0 || chunks < 2 || helpers.length == 0) {
      runAlone(chunks, job, Math.max(own.index, 0));
      return;
    }
    JobSlot slot = freeSlot();
    own.index = 0;
    active.incrementAndGet();
    try {
      if (slot == null) {
        runAlone(chunks, job, 0);
      } else {
        runShared(slot, chunks, job);
      }
    } finally {
      active.decrementAndGet();
      own.index = -1;
    }
  }

  private static void runAlone(int chunks, Job job, int worker) {
    for (int chunk = 0; chunk < chunks; chunk++) {
      job.run(chunk, worker);
    }
  }

  private void runShared(JobSlot slot, int chunks, Job job) {
    slot.open(chunks, job);
    publish(chunks - 1);
    slot.work(0);
    slot.closeAndWait();
    Throwable failure = slot.release();
    if (failure != null) {
      Workers.<RuntimeException>rethrow(failure);
    }
  }

  private void publish(int wanted) {
    published.incrementAndGet();
    int left = wanted;
    for (int i = 0; left > 0 && i < helpers.length; i++) {
      if (helpers[i].parked) {
        helpers[i].parked = false; // before unpark: for others it is awake from now on
        LockSupport.unpark(helpers[i].thread);
        left--;
      }
    }
  }

  private @Nullable JobSlot freeSlot() {
    for (JobSlot slot : slots) {
      if (slot.reserve()) {
        return slot;
      }
    }
    return null;
  }

  // Job.run declares no checked exception, yet code compiled elsewhere can throw one; it passes as
  // it is.
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void rethrow(Throwable failure) throws T {
    throw (T) failure;
  }

  /**
   * Ends the threads, of a shared pool once all its owners have closed it. Jobs that are running
   * are finished by their callers.
   *
   * <p>Waits for the threads, unless it is called by one of them or interrupted.
   */
  @Override
  public void close() {
    synchronized (SHARED) {
      if (owners > 1) {
        owners--;
        return;
      }
      SHARED.remove(threads(), this);
    }
    closed = true;
    for (Worker helper : helpers) {
      LockSupport.unpark(helper.thread);
    }
    if (participation.get().index >= 0) {
      return;
    }
    try {
      for (Worker helper : helpers) {
        helper.thread.join();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Work that is split into chunks. */
  @FunctionalInterface
  public interface Job {
    /**
     * Does one chunk.
     *
     * @param chunk which one
     * @param worker index below {@link Workers#threads()}, of one thread at a time within one job:
     *     for scratch memory
     */
    void run(int chunk, int worker);
  }

  /** What a thread is doing in this pool: the index it has in the running job, -1 for none. */
  private static final class Participation {
    int index = -1;
  }

  private final class Worker implements Runnable {
    final int index;
    final Thread thread;
    volatile boolean parked;

    Worker(int index) {
      this.index = index;
      this.thread = Thread.ofPlatform().daemon().name("inkstone-worker-" + index).unstarted(this);
    }

    @Override
    public void run() {
      participation.get().index = index;
      while (!closed) {
        int seen = published.get();
        if (!helpOnce() && !spin(seen)) {
          park(seen);
        }
      }
    }

    private boolean helpOnce() {
      if (!join()) {
        return false;
      }
      boolean helped = false;
      for (JobSlot slot : slots) {
        helped |= slot.help(index);
      }
      active.decrementAndGet();
      return helped;
    }

    private boolean join() {
      int computing;
      do {
        computing = active.get();
        if (computing >= threads()) {
          return false;
        }
      } while (!active.compareAndSet(computing, computing + 1));
      return true;
    }

    private boolean spin(int seen) {
      long end = System.nanoTime() + SPIN_NANOS;
      do {
        for (int i = 0; i < SPINS_PER_CLOCK; i++) {
          if (published.get() != seen) {
            return true;
          }
          Thread.onSpinWait();
        }
      } while (System.nanoTime() - end < 0);
      return false;
    }

    private void park(int seen) {
      parked = true;
      if (published.get() == seen && !closed) {
        LockSupport.park(Workers.this);
      }
      parked = false;
    }
  }
}
