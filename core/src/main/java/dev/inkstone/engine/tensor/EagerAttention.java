package dev.inkstone.engine.tensor;

import dev.inkstone.engine.kernel.AttentionCall;
import dev.inkstone.engine.kernel.Kernels;
import dev.inkstone.engine.kernel.KeyValueRows;
import dev.inkstone.engine.kernel.Workspace;

/** The attentions of {@link EagerOps}, with the arguments they reuse from call to call. */
final class EagerAttention {
  private final Kernels kernels;
  private final Workspace space;
  private final AttentionCall call = new AttentionCall();
  private final KeyValueRows plainKeys = KeyValueRows.ofKeys();
  private final KeyValueRows plainValues = KeyValueRows.ofValues();

  EagerAttention(Kernels kernels, Workspace space) {
    this.kernels = kernels;
    this.space = space;
  }

  /** A causal one; {@code y} is filled. */
  void causal(
      Tensor q, Tensor keys, Tensor values, AttentionSpec spec, int firstPosition, Tensor y) {
    plain(keys, values, spec);
    causal(q, spec, firstPosition, y);
  }

  /** A causal one over a cache; {@code y} is filled. */
  void causal(
      Tensor q,
      CachedRows keys,
      CachedRows values,
      AttentionSpec spec,
      int firstPosition,
      Tensor y) {
    call.keys = keys.rows();
    call.values = values.rows();
    causal(q, spec, firstPosition, y);
  }

  private void causal(Tensor q, AttentionSpec spec, int firstPosition, Tensor y) {
    call.firstPosition = firstPosition;
    call.window = spec.window();
    call.sequences = 0;
    attend(q, spec, y);
  }

  /** One within sequences; {@code y} is filled. */
  void within(
      Tensor q, Tensor keys, Tensor values, AttentionSpec spec, Sequences sequences, Tensor y) {
    plain(keys, values, spec);
    call.firstPosition = 0;
    call.window = 0;
    call.sequences = sequences.count();
    call.starts = sequences.starts();
    attend(q, spec, y);
  }

  private void plain(Tensor keys, Tensor values, AttentionSpec spec) {
    call.keys = plainKeys.plain(keys.data(), spec.kvHeads(), spec.keySize());
    call.values = plainValues.plain(values.data(), spec.kvHeads(), spec.valueSize());
  }

  private void attend(Tensor q, AttentionSpec spec, Tensor y) {
    call.queries = q.data();
    call.result = y.data();
    call.tokens = q.rows();
    call.heads = spec.heads();
    call.scale = spec.scale();
    kernels.attention(space, call);
  }
}
