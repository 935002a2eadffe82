package dev.inkstone.engine.model;

/**
 * How a model is loaded.
 *
 * @param threads threads that compute, the caller's included
 * @param contextLength positions that may be allocated, 0 for as many as the model was trained for
 */
public record LoadOptions(int threads, int contextLength) {

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

  /** All processors, the trained context. */
  public static LoadOptions defaults() {
    return new LoadOptions(Runtime.getRuntime().availableProcessors(), 0);
  }
}
