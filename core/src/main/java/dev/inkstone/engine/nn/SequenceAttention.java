package dev.inkstone.engine.nn;

import dev.inkstone.engine.tensor.AttentionSpec;
import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Sequences;
import dev.inkstone.engine.tensor.Tensor;

/**
 * Self-attention in both directions (Vaswani et al. 2017, arXiv:1706.03762): every position sees
 * its whole sequence. Positions are the embeddings' business.
 *
 * @param query {@code (heads * keySize, hidden)}
 * @param key {@code (kvHeads * keySize, hidden)}
 * @param value {@code (kvHeads * valueSize, hidden)}
 * @param output {@code (hidden, heads * valueSize)}
 */
public record SequenceAttention(
    Linear query, Linear key, Linear value, Linear output, AttentionSpec spec) {

  /** {@code (T, hidden) -> (T, hidden)}. */
  public Tensor forward(Ops ops, Tensor x, Sequences sequences) {
    Tensor q = query.forward(ops, x); // (T, heads * keySize)
    Tensor k = key.forward(ops, x); // (T, kvHeads * keySize)
    Tensor v = value.forward(ops, x); // (T, kvHeads * valueSize)
    return output.forward(ops, ops.attention(q, k, v, spec, sequences));
  }
}
