package dev.inkstone.bench;

import dev.inkstone.engine.model.DecoderModel;
import dev.inkstone.engine.model.LoadedModel;
import dev.inkstone.engine.nn.KvCache;
import dev.inkstone.engine.tensor.CacheType;
import dev.inkstone.engine.tensor.EagerOps;
import dev.inkstone.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One sequence that always goes on with the most likely token: what a generation does without text
 * and sampling around it. Not thread-safe.
 */
final class GreedyDecoding implements AutoCloseable {
  /** Tokens read at once, as generations do. */
  private static final int CHUNK = 256;

  private final DecoderModel decoder;
  private final EagerOps ops;
  private final KvCache cache;
  private final int[] next = new int[1];

  /** An empty sequence of at most {@code capacity} tokens, with a cache of {@code type}. */
  GreedyDecoding(LoadedModel model, CacheType type, int capacity) {
    decoder = model.decoder();
    ops = model.newOps();
    cache = decoder.newCache(type, capacity);
  }

  /** Reads a prompt and returns the token that follows. */
  int prefill(int[] ids) {
    int token = 0;
    for (int from = 0; from < ids.length; from += CHUNK) {
      token = mostLikely(forward(ids, from, Math.min(CHUNK, ids.length - from)));
    }
    return token;
  }

  /** Appends a token and returns the one that follows. */
  int decode(int token) {
    next[0] = token;
    return mostLikely(forward(next, 0, 1));
  }

  /** Forgets all but the first {@code length} tokens. */
  void truncate(int length) {
    cache.truncate(length);
  }

  private MemorySegment forward(int[] ids, int from, int count) {
    Tensor logits = decoder.forward(ops, ids, from, count, cache, true); // (1, vocabulary)
    return logits.data().asSlice(0, logits.bytes());
  }

  private static int mostLikely(MemorySegment logits) {
    int count = (int) (logits.byteSize() / Float.BYTES);
    int best = 0;
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      float logit = logits.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      if (!Float.isFinite(logit)) {
        throw new ArithmeticException("logit of token " + i + " is " + logit);
      }
      if (logit > largest) {
        largest = logit;
        best = i;
      }
    }
    return best;
  }

  @Override
  public void close() {
    cache.close();
    ops.close();
  }
}
