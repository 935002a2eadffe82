package dev.inkstone.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkstone.engine.nn.KvCache;
import dev.inkstone.engine.tensor.CacheType;
import dev.inkstone.engine.tensor.EagerOps;

/** Logits of all tokens of a sequence, row after row. */
final class Logits {
  private Logits() {}

  /** Evaluates {@code tokens} in chunks of {@code chunk}. */
  static float[] of(LoadedModel model, int[] tokens, CacheType cacheType, int chunk) {
    int vocabulary = model.decoder().config().vocabulary();
    float[] logits = new float[tokens.length * vocabulary];
    try (EagerOps ops = model.newOps();
        KvCache cache = model.decoder().newCache(cacheType, model.contextLength())) {
      for (int from = 0; from < tokens.length; from += chunk) {
        int count = Math.min(chunk, tokens.length - from);
        float[] rows = model.decoder().forward(ops, tokens, from, count, cache, false).toArray();
        System.arraycopy(rows, 0, logits, from * vocabulary, rows.length);
      }
    }
    return logits;
  }

  static void assertClose(float[] actual, float[] expected, float tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(actual[i] - expected[i]))
          .as("difference of logit %d: %s and %s", i, actual[i], expected[i])
          .isLessThanOrEqualTo(tolerance);
    }
  }
}
