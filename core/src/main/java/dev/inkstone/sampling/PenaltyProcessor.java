package dev.inkstone.sampling;

import java.util.Arrays;

/** Applies {@link Penalties}: every token is changed once, by how often it occurred. */
final class PenaltyProcessor implements LogitsProcessor {
  private final Penalties penalties;
  private int[] occurrences = new int[0]; // by token id, all zero between calls

  PenaltyProcessor(Penalties penalties) {
    this.penalties = penalties;
  }

  @Override
  public void process(int[] tokens, int count, float[] logits) {
    if (occurrences.length < logits.length) {
      occurrences = Arrays.copyOf(occurrences, logits.length);
    }
    int from = count - Math.min(count, penalties.lastN());
    for (int i = from; i < count; i++) {
      occurrences[tokens[i]]++;
    }
    for (int i = from; i < count; i++) {
      int id = tokens[i];
      if (occurrences[id] > 0) {
        logits[id] = penalised(logits[id], occurrences[id]);
        occurrences[id] = 0;
      }
    }
  }

  private float penalised(float logit, int times) {
    double scaled = logit > 0 ? logit / penalties.repetition() : logit * penalties.repetition();
    return (float) (scaled - times * penalties.frequency() - penalties.presence());
  }
}
