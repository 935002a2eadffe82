package dev.inkstone.engine.model;

/**
 * How a model is loaded.
 *
 * @param threads threads that compute, the caller's included
 * @param contextLength positions that may be allocated, 0 for as many as the model was trained for
 * @param progress told how far packing the weights has come
 */
public record LoadOptions(int threads, int contextLength, Progress progress) {

  /** Checks the numbers. */
  public LoadOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads = " + threads + ", expected at least 1");
    }
    if (contextLength < 0) {
      throw new IllegalArgumentException(
          "contextLength = " + contextLength + ", expected at least 0");
    }
  }

  /** All processors, the trained context, no progress. */
  public static LoadOptions defaults() {
    return new LoadOptions(Runtime.getRuntime().availableProcessors(), 0, (done, total) -> {});
  }

  /** Is told how far a long work has come; called from the thread that works. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Reports.
     *
     * @param doneBytes bytes worked through so far
     * @param totalBytes bytes in all
     */
    void report(long doneBytes, long totalBytes);
  }
}
