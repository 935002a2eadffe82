package dev.inkstone.engine.model;

import dev.inkstone.engine.nn.KvCache;
import dev.inkstone.engine.tensor.CacheType;
import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A decoder-only language model: token ids in, logits of the next token out. The weights are shared
 * and immutable; one instance serves many callers, each with its own {@link Ops} and {@link
 * KvCache}.
 */
public non-sealed interface DecoderModel extends Network {

  /**
   * Runs the tokens {@code ids[from] .. ids[from + count - 1]} through all layers.
   *
   * @param cache holds the positions before them and takes theirs; null if they are a whole
   *     sequence on its own (training), which starts at position 0
   * @param lastOnly whether only the last token's logits are wanted
   * @return {@code (1, vocabulary)} if {@code lastOnly}, else {@code (count, vocabulary)}
   */
  Tensor forward(
      Ops ops, int[] ids, int from, int count, @Nullable KvCache cache, boolean lastOnly);

  /** An empty cache of {@code type} for at most {@code capacity} positions. */
  default KvCache newCache(CacheType type, int capacity) {
    return new KvCache(type, cacheShape(), capacity);
  }

  /** What a cache of this model remembers of a position. */
  default KvCache.Shape cacheShape() {
    ModelConfig config = config();
    return new KvCache.Shape(
        config.layers(), config.kvHeads(), config.keySize(), config.valueSize());
  }
}
