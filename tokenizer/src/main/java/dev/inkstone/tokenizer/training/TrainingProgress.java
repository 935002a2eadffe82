package dev.inkstone.tokenizer.training;

/** Is told how far training has come; called on the training thread, often. */
@FunctionalInterface
public interface TrainingProgress {

  /**
   * Reports.
   *
   * @param phase what is being done
   * @param done how much of it, in the phase's unit
   * @param total how much there is to do, or 0 where that is not known
   */
  void report(Phase phase, long done, long total);

  /** What a trainer does, in this order. */
  enum Phase {
    /** Words are counted; the unit is bytes of files or, without files, texts. */
    READING,
    /** What was counted is laid out for learning; the unit is steps. */
    PREPARING,
    /** Tokens are chosen; the unit is tokens for BPE and WordPiece, rounds for Unigram. */
    LEARNING
  }
}
