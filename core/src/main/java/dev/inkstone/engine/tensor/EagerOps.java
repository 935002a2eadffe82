package dev.inkstone.engine.tensor;

import dev.inkstone.engine.kernel.Epilogue;
import dev.inkstone.engine.kernel.Kernels;
import dev.inkstone.engine.kernel.MultiplyCall;
import dev.inkstone.engine.kernel.PackedMatrix;
import dev.inkstone.engine.kernel.Workspace;
import dev.inkstone.error.InkstoneException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes with fused kernels, into memory that is recycled layer by layer (inference) or kept
 * until {@link #reset} (training). In the steady state a pass allocates nothing.
 *
 * <p>Not thread-safe: one instance belongs to one session.
 */
public final class EagerOps implements Ops, AutoCloseable {
  private final Kernels kernels;
  private final Workspace space;
  private final TensorArena[] arenas;
  private final MultiplyCall call = new MultiplyCall();
  private final EagerAttention attention;
  private final LinearGradients gradients;
  private TensorArena current;
  private float[] row = new float[0];
  private boolean closed;

  private EagerOps(WeightMemory memory, TensorArena... arenas) {
    this.kernels = memory.kernels();
    this.space = new Workspace(memory.workers());
    this.attention = new EagerAttention(kernels, space);
    this.gradients = new LinearGradients(kernels, space);
    this.arenas = arenas;
    this.current = arenas[0];
  }

  /**
   * An interpreter whose results live until the second {@link #beginLayer} after them: for
   * inference.
   */
  public static EagerOps recycling(WeightMemory memory) {
    return new EagerOps(memory, new TensorArena(), new TensorArena());
  }

  /** An interpreter whose results live until {@link #reset}: for training. */
  public static EagerOps keeping(WeightMemory memory) {
    return new EagerOps(memory, new TensorArena());
  }

  /** Recycles all results; for a keeping interpreter, once a step is over. */
  public void reset() {
    for (TensorArena arena : arenas) {
      arena.reset();
    }
  }

  /** Off-heap bytes held for results, without kernel scratch. */
  public long bytes() {
    long sum = 0;
    for (TensorArena arena : arenas) {
      sum += arena.bytes();
    }
    return sum;
  }

  @Override
  public void beginLayer(int layer) {
    if (arenas.length == 2) {
      current = current == arenas[0] ? arenas[1] : arenas[0];
      current.reset();
    }
  }

  @Override
  public Tensor embedding(Weight table, int[] ids, int from, int count) {
    int columns = table.columns();
    if (row.length != columns) {
      row = new float[columns];
    }
    Tensor y = result(count, columns);
    for (int t = 0; t < count; t++) {
      int id = ids[from + t];
      if (id < 0 || id >= table.rows()) {
        throw new InkstoneException(
            "token id "
                + id
                + " at index "
                + (from + t)
                + " is not in "
                + table
                + "; ids are 0.."
                + (table.rows() - 1));
      }
      table.decodeRow(id, row);
      MemorySegment.copy(
          row, 0, y.data(), ValueLayout.JAVA_FLOAT, (long) t * columns * Float.BYTES, columns);
    }
    return y;
  }

  @Override
  public Tensor linear(Weight weight, Tensor x) {
    Shapes.linear(weight, x);
    Tensor y = result(x.rows(), weight.rows());
    kernels.multiply(space, weight.packed(), x.data(), x.rows(), y.data());
    return y;
  }

  /**
   * The gradient of {@link #linear} by its input: {@code dx (T, in) += dy (T, out) . w (out, in)},
   * for a weight in any format.
   *
   * @param dx modified
   */
  public void addInputGradient(Weight weight, Tensor dy, Tensor dx) {
    Shapes.linearGradient(dy, dx, weight.rows(), weight.columns());
    gradients.addInput(weight, dy, dx);
  }

  /**
   * The gradient of {@link #linear} by its weight: {@code dw (out, in) += dy^T (out, T) . x (T,
   * in)}.
   *
   * @param dw modified
   */
  public void addWeightGradient(Tensor dy, Tensor x, Tensor dw) {
    Shapes.linearGradient(dy, x, dw.rows(), dw.columns());
    gradients.addWeight(dy, x, dw);
  }

  @Override
  public Tensor addBias(Tensor x, Weight bias) {
    Shapes.row("addBias", x, bias);
    Tensor y = like(x);
    kernels.addRow(space, x.data(), bias.floats(), x.rows(), x.columns(), y.data());
    return y;
  }

  @Override
  public Tensor affine(Weight weight, Weight bias, Tensor x) {
    return affine(weight, bias, x, Epilogue.BIAS);
  }

  @Override
  public Tensor affineGelu(Weight weight, Weight bias, Tensor x) {
    return affine(weight, bias, x, Epilogue.BIAS_GELU);
  }

  private Tensor affine(Weight weight, Weight bias, Tensor x, Epilogue epilogue) {
    Shapes.affine(weight, bias, x);
    Tensor y = result(x.rows(), weight.rows());
    call.begin(x.data(), 0, x.rows(), epilogue);
    call.add(weight.packed(), bias.floats(), y.data());
    kernels.multiply(space, call);
    return y;
  }

  @Override
  public List<Tensor> affine(List<Weight> weights, List<Weight> biases, Tensor x) {
    Shapes.affine(weights, biases, x);
    List<Tensor> results = current.allocateAll(x.rows(), weights);
    call.begin(x.data(), 0, x.rows(), biases.isEmpty() ? Epilogue.NONE : Epilogue.BIAS);
    for (int i = 0; i < weights.size(); i++) {
      MemorySegment bias = biases.isEmpty() ? MemorySegment.NULL : biases.get(i).floats();
      call.add(weights.get(i).packed(), bias, results.get(i).data());
    }
    kernels.multiply(space, call);
    return results;
  }

  @Override
  public Tensor gatedLinear(Weight gate, Weight up, Tensor x) {
    Shapes.gatedLinear(gate, up, x);
    Tensor y = result(x.rows(), gate.rows());
    call.begin(x.data(), 0, x.rows(), Epilogue.NONE);
    gated(gate, up, y);
    return y;
  }

  /** Completes a call that has begun. */
  private void gated(Weight gate, Weight up, Tensor y) {
    call.add(gate.packed(), MemorySegment.NULL, y.data());
    call.add(up.packed(), MemorySegment.NULL, MemorySegment.NULL);
    kernels.gated(space, call);
  }

  @Override
  public Tensor add(Tensor a, Tensor b) {
    Shapes.same("add", a, b);
    Tensor y = like(a);
    kernels.add(space, a.data(), b.data(), a.count(), y.data());
    return y;
  }

  @Override
  public Tensor multiply(Tensor a, Tensor b) {
    Shapes.same("multiply", a, b);
    Tensor y = like(a);
    kernels.multiplyElements(space, a.data(), b.data(), a.count(), y.data());
    return y;
  }

  @Override
  public Tensor scale(Tensor x, float factor) {
    Tensor y = like(x);
    kernels.scale(space, x.data(), factor, x.count(), y.data());
    return y;
  }

  @Override
  public Tensor silu(Tensor x) {
    Tensor y = like(x);
    kernels.silu(space, x.data(), x.count(), y.data());
    return y;
  }

  @Override
  public Tensor gelu(Tensor x) {
    Tensor y = like(x);
    kernels.gelu(space, x.data(), x.count(), y.data());
    return y;
  }

  @Override
  public Tensor swiGlu(Tensor gate, Tensor up) {
    Shapes.same("swiGlu", gate, up);
    Tensor y = like(gate);
    kernels.swiGlu(space, gate.data(), up.data(), gate.count(), y.data());
    return y;
  }

  @Override
  public Routing route(Tensor logits, int used) {
    Shapes.route(logits, used);
    Routing routing = current.allocateRouting(logits.columns(), logits.rows(), used);
    Router.fill(logits, routing);
    return routing;
  }

  @Override
  public Tensor dispatch(Tensor x, Routing routing) {
    Shapes.dispatch(x, routing);
    Tensor y = result(routing.rowCount(), x.columns());
    long bytes = (long) x.columns() * Float.BYTES;
    for (int row = 0; row < routing.rowCount(); row++) {
      MemorySegment.copy(x.data(), routing.token(row) * bytes, y.data(), row * bytes, bytes);
    }
    return y;
  }

  @Override
  public Tensor expertLinear(List<Weight> experts, Tensor x, Routing routing) {
    Shapes.expertLinear(experts, x, routing);
    Tensor y = result(routing.rowCount(), experts.getFirst().rows());
    for (int expert = 0; expert < experts.size(); expert++) {
      int tokens = routing.rowCount(expert);
      if (tokens > 0) {
        PackedMatrix matrix = experts.get(expert).packed();
        kernels.multiply(space, matrix, x.data(), routing.firstRow(expert), tokens, y.data());
      }
    }
    return y;
  }

  @Override
  public Tensor expertGatedLinear(List<Weight> gates, List<Weight> ups, Tensor x, Routing routing) {
    Shapes.expertGatedLinear(gates, ups, x, routing);
    Tensor y = result(routing.rowCount(), gates.getFirst().rows());
    for (int expert = 0; expert < gates.size(); expert++) {
      int tokens = routing.rowCount(expert);
      if (tokens > 0) {
        call.begin(x.data(), routing.firstRow(expert), tokens, Epilogue.NONE);
        gated(gates.get(expert), ups.get(expert), y);
      }
    }
    return y;
  }

  @Override
  public Tensor combine(Tensor x, Routing routing) {
    Shapes.combine(x, routing);
    Tensor y = result(routing.tokens(), x.columns());
    MemorySegment weights = routing.weights().data();
    int used = routing.used();
    kernels.mixRows(
        space, x.data(), routing.rows(), weights, used, y.rows(), y.columns(), y.data());
    return y;
  }

  @Override
  public Tensor rmsNorm(Tensor x, Weight gain, float epsilon) {
    Shapes.row("rmsNorm", x, gain);
    Tensor y = like(x);
    kernels.rmsNorm(space, x.data(), gain.floats(), epsilon, x.rows(), x.columns(), y.data());
    return y;
  }

  @Override
  public Tensor layerNorm(Tensor x, Weight gain, Weight bias, float epsilon) {
    Shapes.row("layerNorm", x, gain);
    Shapes.row("layerNorm", x, bias);
    return layerNorm(x, null, gain, bias, epsilon);
  }

  @Override
  public Tensor addLayerNorm(Tensor a, Tensor b, Weight gain, Weight bias, float epsilon) {
    Shapes.same("addLayerNorm", a, b);
    Shapes.row("addLayerNorm", a, gain);
    Shapes.row("addLayerNorm", a, bias);
    return layerNorm(a, b.data(), gain, bias, epsilon);
  }

  private Tensor layerNorm(
      Tensor x, @Nullable MemorySegment addend, Weight gain, Weight bias, float epsilon) {
    Tensor y = like(x);
    MemorySegment gains = gain.floats();
    int rows = x.rows();
    kernels.layerNorm(
        space, x.data(), addend, gains, bias.floats(), epsilon, rows, x.columns(), y.data());
    return y;
  }

  @Override
  public Tensor rotate(Tensor x, Rotation rotation, int firstPosition) {
    Shapes.rotate(x, rotation);
    Tensor y = like(x);
    int rotated = rotation.rotated();
    long firstRow = (long) firstPosition * rotated * Float.BYTES;
    long bytes = (long) x.rows() * rotated * Float.BYTES;
    MemorySegment angles = result(x.rows(), rotated).data();
    MemorySegment.copy(rotation.table(firstPosition + x.rows()), firstRow, angles, 0, bytes);
    int heads = x.columns() / rotation.headSize();
    kernels.rotate(
        space,
        x.data(),
        x.rows(),
        heads,
        rotation.headSize(),
        rotated,
        rotation.interleaved(),
        angles,
        y.data());
    return y;
  }

  @Override
  public Tensor attention(
      Tensor q, Tensor keys, Tensor values, AttentionSpec spec, int firstPosition) {
    Shapes.attention(q, keys, values, spec, firstPosition);
    Tensor y = result(q.rows(), spec.heads() * spec.valueSize());
    attention.causal(q, keys, values, spec, firstPosition, y);
    return y;
  }

  @Override
  public Tensor attention(
      Tensor q, CachedRows keys, CachedRows values, AttentionSpec spec, int firstPosition) {
    Shapes.attention(q, keys, values, spec, firstPosition);
    Tensor y = result(q.rows(), spec.heads() * spec.valueSize());
    attention.causal(q, keys, values, spec, firstPosition, y);
    return y;
  }

  @Override
  public Tensor attention(
      Tensor q, Tensor keys, Tensor values, AttentionSpec spec, Sequences sequences) {
    Shapes.attention(q, keys, values, spec, sequences);
    Tensor y = result(q.rows(), spec.heads() * spec.valueSize());
    attention.within(q, keys, values, spec, sequences, y);
    return y;
  }

  @Override
  public Tensor pool(Tensor x, Sequences sequences, Pooling pooling) {
    Shapes.pool(x, sequences);
    Tensor y = result(sequences.count(), x.columns());
    Pooler.pool(x, sequences, pooling, y);
    return y;
  }

  @Override
  public void store(Tensor source, CachedRows target, int position) {
    Shapes.store(source, target, position);
    kernels.store(space, source.data(), source.rows(), target.rows(), position);
  }

  @Override
  public Tensor rows(Tensor x, int from, int count) {
    Shapes.rows(x, from, count);
    if (count == x.rows()) {
      return x;
    }
    long rowBytes = (long) x.columns() * x.type().bytes();
    return Tensor.of(
        x.type(), count, x.columns(), x.data().asSlice(from * rowBytes, count * rowBytes));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      space.close();
      for (TensorArena arena : arenas) {
        arena.close();
      }
    }
  }

  private Tensor like(Tensor x) {
    return result(x.rows(), x.columns());
  }

  private Tensor result(int rows, int columns) {
    return current.allocate(DType.F32, rows, columns);
  }
}
