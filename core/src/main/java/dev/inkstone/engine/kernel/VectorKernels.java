package dev.inkstone.engine.kernel;

import dev.inkstone.engine.kernel.VectorElementwise.Operation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The kernels on vectors of the preferred width; loaded only where the vector module is. */
final class VectorKernels implements Kernels {
  /** What was compiled, or tried: a matter of the JVM, as are these kernels. */
  private final Set<Warm> warm = ConcurrentHashMap.newKeySet();

  /** A format in one kind of memory; the other kind is other code. */
  private record Warm(PanelFormat format, boolean mapped) {}

  @Override
  public int lanes() {
    return Lanes.COUNT;
  }

  @Override
  public String description() {
    return Lanes.BITS + "-bit vectors";
  }

  @Override
  public PackedMatrix pack(MatrixSource source, Arena arena, Workers workers) {
    return PanelPacker.pack(source, Lanes.COUNT, arena, workers);
  }

  @Override
  public PackedMatrix packTransposed(
      Workspace space, RowReader rows, int first, int count, int columns) {
    KernelChecks.packTransposed(first, count, columns);
    return jobs(space).transposed.pack(rows, first, count, columns);
  }

  @Override
  public void warmUp(List<PackedMatrix> examples, Workers workers, long nanos) {
    List<PanelMatrix> cold = new ArrayList<>();
    for (PackedMatrix matrix : examples) {
      if (warm.add(new Warm(matrix.format(), matrix.data().isMapped()))) {
        cold.add(PanelMatrix.of(matrix, Lanes.COUNT));
      }
    }
    if (!cold.isEmpty()) {
      WarmUp.run(this, cold, workers, nanos);
    }
  }

  @Override
  public void multiply(
      Workspace space, PackedMatrix w, MemorySegment x, int first, int tokens, MemorySegment y) {
    MultiplyCall call = jobs(space).only;
    call.begin(x, first, tokens, Epilogue.NONE);
    call.add(w, MemorySegment.NULL, y);
    multiply(space, call);
  }

  @Override
  public void multiply(Workspace space, MultiplyCall call) {
    KernelChecks.multiply(call, Lanes.COUNT);
    Jobs jobs = jobs(space);
    if (call.tokens == 1 && call.epilogue != Epilogue.ADD && !call.hasSteps()) {
      jobs.dot.multiply(call);
      finish(space, call);
    } else {
      jobs.multiply.multiply(call);
    }
  }

  /** What is left to do after products with one token. */
  private void finish(Workspace space, MultiplyCall call) {
    for (int i = 0; i < call.count() && call.epilogue != Epilogue.NONE; i++) {
      int rows = call.matrix(i).rows();
      MemorySegment y = call.result(i);
      addRow(space, y, call.bias(i), 1, rows, y);
      if (call.epilogue == Epilogue.BIAS_GELU) {
        gelu(space, y, rows, y);
      }
    }
  }

  @Override
  public void gated(Workspace space, MultiplyCall call) {
    KernelChecks.gated(call, Lanes.COUNT);
    Jobs jobs = jobs(space);
    if (call.tokens == 1) {
      jobs.dot.gated(call);
    } else {
      jobs.multiply.gated(call);
    }
  }

  @Override
  public void rmsNorm(
      Workspace space,
      MemorySegment x,
      MemorySegment gain,
      float epsilon,
      int rows,
      int columns,
      MemorySegment y) {
    jobs(space)
        .elementwise
        .runRows(space.workers(), Operation.RMS_NORM, x, gain, epsilon, rows, columns, y);
  }

  @Override
  public void layerNorm(
      Workspace space,
      MemorySegment x,
      @Nullable MemorySegment addend,
      MemorySegment gain,
      MemorySegment bias,
      float epsilon,
      int rows,
      int columns,
      MemorySegment y) {
    jobs(space)
        .layerNorm
        .normalize(space.workers(), x, addend, gain, bias, epsilon, rows, columns, y);
  }

  @Override
  public void add(Workspace space, MemorySegment a, MemorySegment b, long count, MemorySegment y) {
    jobs(space).elementwise.run(space.workers(), Operation.ADD, a, b, 0, count, y);
  }

  @Override
  public void addRow(
      Workspace space,
      MemorySegment x,
      MemorySegment bias,
      int rows,
      int columns,
      MemorySegment y) {
    jobs(space)
        .elementwise
        .runRows(space.workers(), Operation.ADD_ROW, x, bias, 0, rows, columns, y);
  }

  @Override
  public void multiplyElements(
      Workspace space, MemorySegment a, MemorySegment b, long count, MemorySegment y) {
    jobs(space).elementwise.run(space.workers(), Operation.MULTIPLY, a, b, 0, count, y);
  }

  @Override
  public void scale(Workspace space, MemorySegment x, float factor, long count, MemorySegment y) {
    jobs(space).elementwise.run(space.workers(), Operation.SCALE, x, x, factor, count, y);
  }

  @Override
  public void mixRows(
      Workspace space,
      MemorySegment x,
      int[] rows,
      MemorySegment factors,
      int terms,
      int count,
      int columns,
      MemorySegment y) {
    KernelChecks.mixRows(x, rows, terms, count, columns);
    jobs(space).mixing.mix(space.workers(), x, rows, factors, terms, count, columns, y);
  }

  @Override
  public void silu(Workspace space, MemorySegment x, long count, MemorySegment y) {
    jobs(space).elementwise.run(space.workers(), Operation.SILU, x, x, 0, count, y);
  }

  @Override
  public void gelu(Workspace space, MemorySegment x, long count, MemorySegment y) {
    jobs(space).elementwise.run(space.workers(), Operation.GELU, x, x, 0, count, y);
  }

  @Override
  public void swiGlu(
      Workspace space, MemorySegment gate, MemorySegment up, long count, MemorySegment y) {
    jobs(space).elementwise.run(space.workers(), Operation.SWI_GLU, gate, up, 0, count, y);
  }

  @Override
  public void rotate(
      Workspace space,
      MemorySegment x,
      int rows,
      int heads,
      int headSize,
      int rotated,
      boolean interleaved,
      MemorySegment table,
      MemorySegment y) {
    jobs(space)
        .rotation
        .rotate(space.workers(), x, rows, heads, headSize, rotated, interleaved, table, y);
  }

  @Override
  public void store(
      Workspace space, MemorySegment x, int tokens, KeyValueRows rows, int firstPosition) {
    jobs(space).store.store(space.workers(), x, tokens, rows, firstPosition);
  }

  @Override
  public void attention(Workspace space, AttentionCall call) {
    KernelChecks.attention(call);
    if (call.sequences > 0) {
      jobs(space).within.attend(call);
    } else if (call.tokens == 1) {
      jobs(space).decode.attend(call);
    } else {
      jobs(space).prefill.attend(call);
    }
  }

  private static Jobs jobs(Workspace space) {
    if (space.jobs() instanceof Jobs jobs) {
      return jobs;
    }
    Jobs jobs =
        new Jobs(
            new MultiplyCall(),
            new VectorDot(space),
            new VectorMultiply(space),
            new TransposedPacking(space, Lanes.COUNT, VectorTransposing::copy),
            new VectorElementwise(),
            new VectorMixing(),
            new VectorRotation(),
            new CacheStore(space.workers().threads()),
            new VectorPrefillAttention(space),
            new VectorDecodeAttention(space),
            new VectorSequenceAttention(space),
            new VectorLayerNorm());
    space.keep(jobs);
    return jobs;
  }

  private record Jobs(
      MultiplyCall only,
      VectorDot dot,
      VectorMultiply multiply,
      TransposedPacking transposed,
      VectorElementwise elementwise,
      VectorMixing mixing,
      VectorRotation rotation,
      CacheStore store,
      VectorPrefillAttention prefill,
      VectorDecodeAttention decode,
      VectorSequenceAttention within,
      VectorLayerNorm layerNorm)
      implements Workspace.Jobs {}
}
