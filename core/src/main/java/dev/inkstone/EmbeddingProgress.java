package dev.inkstone;

/** Is told how many texts are embedded; called on the embedding thread, after every run. */
@FunctionalInterface
public interface EmbeddingProgress {

  /**
   * Reports.
   *
   * @param done texts that have their embedding
   * @param total texts in all
   */
  void report(int done, int total);
}
