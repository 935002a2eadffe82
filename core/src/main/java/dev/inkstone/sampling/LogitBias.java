package dev.inkstone.sampling;

import java.util.Map;

/** Adds a constant to the logits of chosen tokens. */
final class LogitBias implements LogitsProcessor {
  private final int[] ids;
  private final float[] biases;

  LogitBias(Map<Integer, Float> biasById) {
    ids = biasById.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    biases = new float[ids.length];
    for (int i = 0; i < ids.length; i++) {
      biases[i] = biasById.getOrDefault(ids[i], 0f);
    }
  }

  @Override
  public void process(int[] tokens, int count, float[] logits) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] >= logits.length) {
        throw new IllegalArgumentException(
            "logit bias of token %d, expected an id below the vocabulary size %d"
                .formatted(ids[i], logits.length));
      }
      logits[ids[i]] += biases[i];
    }
  }
}
