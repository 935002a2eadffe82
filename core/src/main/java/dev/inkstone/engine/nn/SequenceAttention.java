package dev.inkstone.engine.nn;

import dev.inkstone.engine.tensor.AttentionSpec;
import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Sequences;
import dev.inkstone.engine.tensor.Tensor;
import java.util.List;

/**
 * Self-attention in both directions (Vaswani et al. 2017, arXiv:1706.03762): every position sees
 * its whole sequence. Positions are the embeddings' business.
 *
 * @param inputs queries {@code (heads * keySize, hidden)}, keys {@code (kvHeads * keySize, hidden)}
 *     and values {@code (kvHeads * valueSize, hidden)}
 * @param output {@code (hidden, heads * valueSize)}
 */
public record SequenceAttention(Projections inputs, Linear output, AttentionSpec spec) {

  /** {@code (T, hidden) -> (T, hidden)}. */
  public Tensor forward(Ops ops, Tensor x, Sequences sequences) {
    List<Tensor> projected = inputs.forward(ops, x);
    Tensor q = projected.get(0); // (T, heads * keySize)
    Tensor k = projected.get(1); // (T, kvHeads * keySize)
    Tensor v = projected.get(2); // (T, kvHeads * valueSize)
    return output.forward(ops, ops.attention(q, k, v, spec, sequences));
  }
}
