package dev.inkstone.engine.tensor;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Computes shapes and counts the memory {@link EagerOps} would use, but no numbers: the memory
 * estimator. Obeys the same shape rules and errors.
 *
 * <p>Not thread-safe.
 */
public final class DryRunOps implements Ops {
  private long thisLayer;
  private long previousLayer;
  private long peak;
  private final Set<Rotation> rotations = new LinkedHashSet<>();

  /** Most bytes of results alive at once under {@link EagerOps#recycling}. */
  public long peakBytes() {
    return peak;
  }

  /** The rotations used so far, each once; their tables are shared by all who compute. */
  public Set<Rotation> rotations() {
    return Collections.unmodifiableSet(rotations);
  }

  @Override
  public void beginLayer(int layer) {
    previousLayer = thisLayer;
    thisLayer = 0;
  }

  @Override
  public Tensor embedding(Weight table, int[] ids, int from, int count) {
    return result(count, table.columns());
  }

  @Override
  public Tensor linear(Weight weight, Tensor x) {
    Shapes.linear(weight, x);
    return result(x.rows(), weight.rows());
  }

  @Override
  public Tensor addBias(Tensor x, Weight bias) {
    Shapes.row("addBias", x, bias);
    return like(x);
  }

  @Override
  public Tensor affine(Weight weight, Weight bias, Tensor x) {
    Shapes.affine(weight, bias, x);
    return result(x.rows(), weight.rows());
  }

  @Override
  public Tensor affineGelu(Weight weight, Weight bias, Tensor x) {
    return affine(weight, bias, x);
  }

  @Override
  public Tensor add(Tensor a, Tensor b) {
    Shapes.same("add", a, b);
    return like(a);
  }

  @Override
  public Tensor multiply(Tensor a, Tensor b) {
    Shapes.same("multiply", a, b);
    return like(a);
  }

  @Override
  public Tensor scale(Tensor x, float factor) {
    return like(x);
  }

  @Override
  public Tensor silu(Tensor x) {
    return like(x);
  }

  @Override
  public Tensor gelu(Tensor x) {
    return like(x);
  }

  @Override
  public Tensor swiGlu(Tensor gate, Tensor up) {
    Shapes.same("swiGlu", gate, up);
    return like(gate);
  }

  @Override
  public Tensor gatedLinear(Weight gate, Weight up, Tensor x) {
    Shapes.gatedLinear(gate, up, x);
    return result(x.rows(), gate.rows());
  }

  @Override
  public Routing route(Tensor logits, int used) {
    Shapes.route(logits, used);
    return new Routing(logits.columns(), result(logits.rows(), used));
  }

  @Override
  public Tensor dispatch(Tensor x, Routing routing) {
    Shapes.dispatch(x, routing);
    return result(routing.rowCount(), x.columns());
  }

  @Override
  public Tensor expertLinear(List<Weight> experts, Tensor x, Routing routing) {
    Shapes.expertLinear(experts, x, routing);
    return result(routing.rowCount(), experts.getFirst().rows());
  }

  @Override
  public Tensor expertGatedLinear(List<Weight> gates, List<Weight> ups, Tensor x, Routing routing) {
    Shapes.expertGatedLinear(gates, ups, x, routing);
    return result(routing.rowCount(), gates.getFirst().rows());
  }

  @Override
  public Tensor combine(Tensor x, Routing routing) {
    Shapes.combine(x, routing);
    return result(routing.tokens(), x.columns());
  }

  @Override
  public Tensor rmsNorm(Tensor x, Weight gain, float epsilon) {
    Shapes.row("rmsNorm", x, gain);
    return like(x);
  }

  @Override
  public Tensor layerNorm(Tensor x, Weight gain, Weight bias, float epsilon) {
    Shapes.row("layerNorm", x, gain);
    Shapes.row("layerNorm", x, bias);
    return like(x);
  }

  @Override
  public Tensor addLayerNorm(Tensor a, Tensor b, Weight gain, Weight bias, float epsilon) {
    Shapes.same("addLayerNorm", a, b);
    return layerNorm(a, gain, bias, epsilon);
  }

  @Override
  public Tensor rotate(Tensor x, Rotation rotation, int firstPosition) {
    Shapes.rotate(x, rotation);
    rotations.add(rotation);
    result(x.rows(), rotation.rotated());
    return like(x);
  }

  @Override
  public Tensor attention(
      Tensor q, Tensor keys, Tensor values, AttentionSpec spec, int firstPosition) {
    Shapes.attention(q, keys, values, spec, firstPosition);
    return result(q.rows(), spec.heads() * spec.valueSize());
  }

  @Override
  public Tensor attention(
      Tensor q, CachedRows keys, CachedRows values, AttentionSpec spec, int firstPosition) {
    Shapes.attention(q, keys, values, spec, firstPosition);
    return result(q.rows(), spec.heads() * spec.valueSize());
  }

  @Override
  public Tensor attention(
      Tensor q, Tensor keys, Tensor values, AttentionSpec spec, Sequences sequences) {
    Shapes.attention(q, keys, values, spec, sequences);
    return result(q.rows(), spec.heads() * spec.valueSize());
  }

  @Override
  public Tensor pool(Tensor x, Sequences sequences, Pooling pooling) {
    Shapes.pool(x, sequences);
    return result(sequences.count(), x.columns());
  }

  @Override
  public void store(Tensor source, CachedRows target, int position) {
    Shapes.store(source, target, position);
  }

  @Override
  public Tensor rows(Tensor x, int from, int count) {
    Shapes.rows(x, from, count);
    return Tensor.shapeOnly(x.type(), count, x.columns());
  }

  private Tensor like(Tensor x) {
    return result(x.rows(), x.columns());
  }

  private Tensor result(int rows, int columns) {
    Tensor tensor = Tensor.shapeOnly(DType.F32, rows, columns);
    thisLayer += tensor.bytes();
    peak = Math.max(peak, thisLayer + previousLayer);
    return tensor;
  }
}
