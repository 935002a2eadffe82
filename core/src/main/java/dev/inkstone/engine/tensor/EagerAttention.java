package dev.inkstone.engine.tensor;

import dev.inkstone.engine.kernel.AttentionCall;
import dev.inkstone.engine.kernel.Kernels;
import dev.inkstone.engine.kernel.Workspace;

/** The two attentions of {@link EagerOps}, with the arguments they reuse from call to call. */
final class EagerAttention {
  private final Kernels kernels;
  private final Workspace space;
  private final AttentionCall call = new AttentionCall();

  EagerAttention(Kernels kernels, Workspace space) {
    this.kernels = kernels;
    this.space = space;
  }

  /** A causal one; {@code y} is filled. */
  void causal(
      Tensor q, Tensor keys, Tensor values, AttentionSpec spec, int firstPosition, Tensor y) {
    call.firstPosition = firstPosition;
    call.window = spec.window();
    call.sequences = 0;
    attend(q, keys, values, spec, y);
  }

  /** One within sequences; {@code y} is filled. */
  void within(
      Tensor q, Tensor keys, Tensor values, AttentionSpec spec, Sequences sequences, Tensor y) {
    call.firstPosition = 0;
    call.window = 0;
    call.sequences = sequences.count();
    call.starts = sequences.starts();
    attend(q, keys, values, spec, y);
  }

  private void attend(Tensor q, Tensor keys, Tensor values, AttentionSpec spec, Tensor y) {
    call.queries = q.data();
    call.keys = keys.data();
    call.values = values.data();
    call.result = y.data();
    call.half = keys.type() == DType.F16;
    call.tokens = q.rows();
    call.heads = spec.heads();
    call.kvHeads = spec.kvHeads();
    call.keySize = spec.keySize();
    call.valueSize = spec.valueSize();
    call.scale = spec.scale();
    kernels.attention(space, call);
  }
}
