package dev.inkstone.engine.kernel;

/**
 * What one caller of kernels brings along: workers, and scratch memory that grows and is reused.
 */
public final class Workspace implements AutoCloseable {
  private final Workers workers;

  /** A workspace over {@code workers}, which it does not close. */
  public Workspace(Workers workers) {
    this.workers = workers;
  }

  /** The threads kernels of this workspace run on. */
  public Workers workers() {
    return workers;
  }

  /** Frees the scratch memory. */
  @Override
  public void close() {}
}
