package dev.inkstone.tokenizer.training;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * One training: whom to tell and whether to go on.
 *
 * @param progress is told
 * @param cancelWhen is asked
 */
record TrainingRun(TrainingProgress progress, BooleanSupplier cancelWhen) {

  /**
   * Says how far it has come.
   *
   * @throws CancellationException if it shall not go on
   */
  void step(TrainingProgress.Phase phase, long done, long total) {
    requireGoingOn();
    progress.report(phase, done, total);
  }

  /**
   * Does nothing while training shall go on.
   *
   * @throws CancellationException if it shall not
   */
  void requireGoingOn() {
    if (cancelWhen.getAsBoolean()) {
      throw new CancellationException("training was cancelled");
    }
  }
}
