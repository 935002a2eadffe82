package dev.inkstone;

import dev.inkstone.engine.tensor.AttentionSpec;
import dev.inkstone.engine.tensor.CachedRows;
import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Pooling;
import dev.inkstone.engine.tensor.Rotation;
import dev.inkstone.engine.tensor.Routing;
import dev.inkstone.engine.tensor.Sequences;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import java.util.List;

/** Ops that can fill a cache and nothing else, which is all a {@link HistoryDecoder} needs. */
final class StoringOps implements Ops {
  private static final String ONLY_STORE = "a history decoder only stores";

  @Override
  public void store(Tensor source, CachedRows target, int position) {
    for (int r = 0; r < source.rows(); r++) {
      float[] row = new float[source.columns()];
      for (int c = 0; c < row.length; c++) {
        row[c] = source.get(r, c);
      }
      target.set(position + r, row);
    }
  }

  @Override
  public Tensor attention(
      Tensor q, CachedRows keys, CachedRows values, AttentionSpec spec, int firstPosition) {
    throw new AssertionError(ONLY_STORE);
  }

  @Override
  public Tensor embedding(Weight table, int[] ids, int from, int count) {
    throw new AssertionError(ONLY_STORE);
  }

  @Override
  public Tensor linear(Weight weight, Tensor x) {
    throw new AssertionError(ONLY_STORE);
  }

  @Override
  public Tensor addBias(Tensor x, Weight bias) {
    throw new AssertionError(ONLY_STORE);
  }

  @Override
  public Tensor add(Tensor a, Tensor b) {
    throw new AssertionError(ONLY_STORE);
  }

  @Override
  public Tensor multiply(Tensor a, Tensor b) {
    throw new AssertionError(ONLY_STORE);
  }

  @Override
  public Tensor scale(Tensor x, float factor) {
    throw new AssertionError(ONLY_STORE);
  }

  @Override
  public Tensor silu(Tensor x) {
    throw new AssertionError(ONLY_STORE);
  }

  @Override
  public Tensor gelu(Tensor x) {
    throw new AssertionError(ONLY_STORE);
  }

  @Override
  public Tensor layerNorm(Tensor x, Weight gain, Weight bias, float epsilon) {
    throw new AssertionError(ONLY_STORE);
  }

  @Override
  public Tensor attention(
      Tensor q, Tensor keys, Tensor values, AttentionSpec spec, Sequences sequences) {
    throw new AssertionError(ONLY_STORE);
  }

  @Override
  public Tensor pool(Tensor x, Sequences sequences, Pooling pooling) {
    throw new AssertionError(ONLY_STORE);
  }

  @Override
  public Routing route(Tensor logits, int used) {
    throw new AssertionError(ONLY_STORE);
  }

  @Override
  public Tensor dispatch(Tensor x, Routing routing) {
    throw new AssertionError(ONLY_STORE);
  }

  @Override
  public Tensor expertLinear(List<Weight> experts, Tensor x, Routing routing) {
    throw new AssertionError(ONLY_STORE);
  }

  @Override
  public Tensor combine(Tensor x, Routing routing) {
    throw new AssertionError(ONLY_STORE);
  }

  @Override
  public Tensor rmsNorm(Tensor x, Weight gain, float epsilon) {
    throw new AssertionError(ONLY_STORE);
  }

  @Override
  public Tensor rotate(Tensor x, Rotation rotation, int firstPosition) {
    throw new AssertionError(ONLY_STORE);
  }

  @Override
  public Tensor attention(
      Tensor q, Tensor keys, Tensor values, AttentionSpec spec, int firstPosition) {
    throw new AssertionError(ONLY_STORE);
  }

  @Override
  public Tensor rows(Tensor x, int from, int count) {
    throw new AssertionError(ONLY_STORE);
  }
}
