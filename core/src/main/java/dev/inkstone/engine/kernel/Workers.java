package dev.inkstone.engine.kernel;

/**
 * The threads that kernels run on: one pool per model, shared by its sessions. The calling thread
 * always takes part; the others help while they are free.
 *
 * <p>Thread-safe.
 */
public final class Workers implements AutoCloseable {
  private final int threads;

  private Workers(int threads) {
    this.threads = threads;
  }

  /** A pool of {@code threads} threads, the caller of {@link #run} included. */
  public static Workers of(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads = " + threads + ", expected at least 1");
    }
    return new Workers(threads);
  }

  /** Threads that take part in a job at most, the caller included. */
  public int threads() {
    return threads;
  }

  /**
   * Runs chunks {@code 0 .. chunks - 1} and returns when all are done; rethrows what a chunk threw.
   */
  public void run(int chunks, Job job) {
    for (int chunk = 0; chunk < chunks; chunk++) {
      job.run(chunk, 0);
    }
  }

  @Override
  public void close() {}

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
}
