package dev.inkstone.engine.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * The operations models are made of. Bricks call these and nothing below.
 *
 * <p>Interpreters: {@code EagerOps} computes, {@code DryRunOps} computes shapes and memory only,
 * {@code Tape} (in finetune) computes and remembers what the backward pass needs. Composite
 * operations are defaults over simple ones: a fast path is an override of a correct one. Shapes are
 * {@code (rows, columns)}; rows are tokens.
 *
 * <p>An interpreter belongs to one caller at a time.
 */
public interface Ops {

  /**
   * Marks the start of layer {@code layer}. A result stays valid until the second mark after it:
   * what a layer returns serves the next layer and no further, unless the interpreter keeps it.
   */
  default void beginLayer(int layer) {}

  /**
   * Rows {@code ids[from] .. ids[from + count - 1]} of {@code table}; {@code (count,
   * table.columns)}.
   */
  Tensor embedding(Weight table, int[] ids, int from, int count);

  /** {@code x . w^T}: {@code (T, in) -> (T, out)} for a weight {@code (out, in)}. */
  Tensor linear(Weight weight, Tensor x);

  /** {@code x + bias} on every row; {@code bias} is {@code (1, columns)}. */
  Tensor addBias(Tensor x, Weight bias);

  /** {@code x . w^T + bias}: {@code (T, in) -> (T, out)}. */
  default Tensor affine(Weight weight, Weight bias, Tensor x) {
    return addBias(linear(weight, x), bias);
  }

  /**
   * {@link #affine} with several weights, in their order.
   *
   * @param biases one for each weight, or none at all
   * @return valid as its tensors are; not to be kept or changed
   */
  default List<Tensor> affine(List<Weight> weights, List<Weight> biases, Tensor x) {
    List<Tensor> results = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      Weight weight = weights.get(i);
      results.add(biases.isEmpty() ? linear(weight, x) : affine(weight, biases.get(i), x));
    }
    return results;
  }

  /** {@link #gelu} of {@link #affine}. */
  default Tensor affineGelu(Weight weight, Weight bias, Tensor x) {
    return gelu(affine(weight, bias, x));
  }

  /** {@code a + b}. */
  Tensor add(Tensor a, Tensor b);

  /** {@code a * b}, element by element. */
  Tensor multiply(Tensor a, Tensor b);

  /** {@code x * factor}. */
  Tensor scale(Tensor x, float factor);

  /** {@code x * sigmoid(x)}. */
  Tensor silu(Tensor x);

  /**
   * {@code x * Phi(x)} with the distribution function of the normal distribution, which is the
   * exact GELU (Hendrycks, Gimpel 2016, arXiv:1606.08415).
   */
  Tensor gelu(Tensor x);

  /** {@code silu(gate) * up} (Shazeer 2020, arXiv:2002.05202). */
  default Tensor swiGlu(Tensor gate, Tensor up) {
    return multiply(silu(gate), up);
  }

  /** {@link #swiGlu} of two linear layers of the same input. */
  default Tensor gatedLinear(Weight gate, Weight up, Tensor x) {
    return swiGlu(linear(gate, x), linear(up, x));
  }

  /**
   * Chooses for every row of {@code logits (T, experts)} the {@code used} experts with the largest
   * ones, of equal ones the lowest index, and weighs them by the softmax of all logits, divided by
   * the sum over the chosen.
   */
  Routing route(Tensor logits, int used);

  /**
   * The rows of {@code x (T, columns)} once for every expert they go to, ordered by expert; {@code
   * (T * used, columns)}.
   */
  Tensor dispatch(Tensor x, Routing routing);

  /**
   * {@link #linear} with the weight of each row's expert; {@code (T * used, in) -> (T * used,
   * out)}. Weights of experts without rows are not touched.
   *
   * @param experts one weight {@code (out, in)} for every expert
   */
  Tensor expertLinear(List<Weight> experts, Tensor x, Routing routing);

  /**
   * {@link #gatedLinear} with the weights of each row's expert, as {@link #expertLinear}; {@code (T
   * * used, in) -> (T * used, out)}.
   */
  default Tensor expertGatedLinear(
      List<Weight> gates, List<Weight> ups, Tensor x, Routing routing) {
    return swiGlu(expertLinear(gates, x, routing), expertLinear(ups, x, routing));
  }

  /**
   * For every token the sum of its experts' rows by their weights, the best first; {@code (T *
   * used, columns) -> (T, columns)}.
   */
  Tensor combine(Tensor x, Routing routing);

  /**
   * Root-mean-square norm of every row, times {@code gain (1, columns)} (Zhang, Sennrich 2019,
   * arXiv:1910.07467).
   */
  Tensor rmsNorm(Tensor x, Weight gain, float epsilon);

  /**
   * Layer norm: every row minus its mean, divided by its standard deviation, times {@code gain}
   * plus {@code bias}, both {@code (1, columns)} (Ba et al. 2016, arXiv:1607.06450).
   */
  Tensor layerNorm(Tensor x, Weight gain, Weight bias, float epsilon);

  /** {@link #layerNorm} of {@code a + b}. */
  default Tensor addLayerNorm(Tensor a, Tensor b, Weight gain, Weight bias, float epsilon) {
    return layerNorm(add(a, b), gain, bias, epsilon);
  }

  /** Rotates every head of row {@code t} by the angles of position {@code firstPosition + t}. */
  Tensor rotate(Tensor x, Rotation rotation, int firstPosition);

  /**
   * Causal attention of {@code q (T, heads * keySize)} over {@code keys} and {@code values}, whose
   * row {@code p} belongs to position {@code p} and which hold at least {@code firstPosition + T}
   * rows.
   *
   * @return {@code (T, heads * valueSize)}
   */
  Tensor attention(Tensor q, Tensor keys, Tensor values, AttentionSpec spec, int firstPosition);

  /** The same over the keys and values of a cache. */
  Tensor attention(
      Tensor q, CachedRows keys, CachedRows values, AttentionSpec spec, int firstPosition);

  /**
   * Attention within {@code sequences} without a mask: a row of {@code q (T, heads * keySize)} sees
   * the rows of {@code keys} and {@code values} of its own sequence, all of them.
   *
   * @param spec has no window
   * @return {@code (T, heads * valueSize)}
   */
  Tensor attention(Tensor q, Tensor keys, Tensor values, AttentionSpec spec, Sequences sequences);

  /** One row for each sequence; {@code (T, columns) -> (sequences, columns)}. */
  Tensor pool(Tensor x, Sequences sequences, Pooling pooling);

  /** Writes the rows of {@code source} into a cache, from position {@code position} on. */
  void store(Tensor source, CachedRows target, int position);

  /** Rows {@code from .. from + count - 1}, sharing memory with {@code x}. */
  Tensor rows(Tensor x, int from, int count);
}
