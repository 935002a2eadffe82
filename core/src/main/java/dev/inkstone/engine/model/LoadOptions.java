package dev.inkstone.engine.model;

import dev.inkstone.engine.tensor.WeightMemory;

/**
 * How a model is loaded.
 *
 * @param threads threads that compute, the caller's included
 * @param contextLength positions that may be allocated, 0 for as many as the model was trained for
 */
public record LoadOptions(int threads, int contextLength) {
  /** The most threads a model may have. */
  public static final int MAX_THREADS = WeightMemory.MAX_THREADS;

  /** Checks the numbers. */
  public LoadOptions {
    if (threads < 1 || threads > MAX_THREADS) {
      throw new IllegalArgumentException("threads = " + threads + ", expected 1 to " + MAX_THREADS);
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
