package dev.inkstone;

/** Is told how far loading a model has come; called on the loading thread. */
@FunctionalInterface
public interface LoadProgress {

  /**
   * Reports.
   *
   * @param doneBytes bytes of weights that are ready
   * @param totalBytes bytes of weights in all
   */
  void report(long doneBytes, long totalBytes);
}
