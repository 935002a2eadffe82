package dev.inkstone.engine.nn;

import dev.inkstone.engine.tensor.AttentionSpec;
import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Rotation;
import dev.inkstone.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Causal self-attention in which groups of query heads share a key/value head (Ainslie et al. 2023,
 * arXiv:2305.13245), with rotary positions.
 *
 * @param inputs queries {@code (heads * keySize, hidden)}, keys {@code (kvHeads * keySize, hidden)}
 *     and values {@code (kvHeads * valueSize, hidden)}
 * @param output {@code (hidden, heads * valueSize)}
 */
public record GroupedQueryAttention(
    Projections inputs, Linear output, Rotation rotation, AttentionSpec spec) {

  /**
   * {@code (T, hidden) -> (T, hidden)}.
   *
   * @param cache the positions before these tokens; null if there are none and none shall be kept
   */
  public Tensor forward(Ops ops, Tensor x, @Nullable KvCache cache, int layer) {
    int position = cache == null ? 0 : cache.length();
    List<Tensor> projected = inputs.forward(ops, x);
    Tensor q = ops.rotate(projected.get(0), rotation, position); // (T, heads * keySize)
    Tensor k = ops.rotate(projected.get(1), rotation, position); // (T, kvHeads * keySize)
    Tensor v = projected.get(2); // (T, kvHeads * valueSize)
    return output.forward(ops, attend(ops, q, k, v, cache, layer));
  }

  private Tensor attend(Ops ops, Tensor q, Tensor k, Tensor v, @Nullable KvCache cache, int layer) {
    if (cache == null) {
      return ops.attention(q, k, v, spec, 0);
    }
    cache.store(ops, layer, k, v);
    return ops.attention(q, cache.keys(layer), cache.values(layer), spec, cache.length());
  }
}
