package dev.inkstone.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The kernels in plain Java. They define the results: the vector kernels must agree with them up to
 * rounding. They also run where vectors cannot.
 */
final class ScalarKernels implements Kernels {
  static final int LANES = 16;

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public String description() {
    return "scalar";
  }

  @Override
  public PackedMatrix pack(MatrixSource source, Arena arena, Workers workers) {
    return PanelPacker.pack(source, LANES, arena, workers);
  }

  @Override
  public PackedMatrix packTransposed(
      Workspace space, RowReader rows, int first, int count, int columns) {
    KernelChecks.packTransposed(first, count, columns);
    return jobs(space).transposed.pack(rows, first, count, columns);
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
    KernelChecks.multiply(call, LANES);
    for (int i = 0; i < call.count(); i++) {
      int rows = call.matrix(i).rows();
      MemorySegment y = call.result(i);
      jobs(space).multiply.multiply(space.workers(), call, i);
      if (call.epilogue.biased()) {
        addRow(space, y, call.bias(i), call.tokens, rows, y);
      }
      if (call.epilogue == Epilogue.BIAS_GELU) {
        gelu(space, y, (long) call.tokens * rows, y);
      }
    }
  }

  @Override
  public void gated(Workspace space, MultiplyCall call) {
    KernelChecks.gated(call, LANES);
    long rows = call.matrix(0).rows();
    long end = (call.first + call.tokens) * rows;
    MemorySegment y = call.result(0);
    MemorySegment up = space.shared(end * Float.BYTES);
    multiply(space, call.matrix(0), call.x, call.first, call.tokens, y);
    multiply(space, call.matrix(1), call.x, call.first, call.tokens, up);
    swiGlu(y, up, call.first * rows, end, y);
  }

  private static Jobs jobs(Workspace space) {
    if (space.jobs() instanceof Jobs jobs) {
      return jobs;
    }
    int threads = space.workers().threads();
    Jobs jobs =
        new Jobs(
            new MultiplyCall(),
            new ScalarMultiply(threads),
            new TransposedPacking(space, LANES, TransposedPacking::copyScalar),
            new CacheStore(threads),
            new ScalarAttention(threads));
    space.keep(jobs);
    return jobs;
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
    ScalarNorms.rms(x, gain, epsilon, rows, columns, y);
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
    ScalarNorms.layer(x, addend, gain, bias, epsilon, rows, columns, y);
  }

  @Override
  public void add(Workspace space, MemorySegment a, MemorySegment b, long count, MemorySegment y) {
    for (long i = 0; i < count; i++) {
      y.setAtIndex(JAVA_FLOAT, i, a.getAtIndex(JAVA_FLOAT, i) + b.getAtIndex(JAVA_FLOAT, i));
    }
  }

  @Override
  public void addRow(
      Workspace space,
      MemorySegment x,
      MemorySegment bias,
      int rows,
      int columns,
      MemorySegment y) {
    for (int row = 0; row < rows; row++) {
      long start = (long) row * columns;
      for (int k = 0; k < columns; k++) {
        float value = x.getAtIndex(JAVA_FLOAT, start + k) + bias.getAtIndex(JAVA_FLOAT, k);
        y.setAtIndex(JAVA_FLOAT, start + k, value);
      }
    }
  }

  @Override
  public void multiplyElements(
      Workspace space, MemorySegment a, MemorySegment b, long count, MemorySegment y) {
    for (long i = 0; i < count; i++) {
      y.setAtIndex(JAVA_FLOAT, i, a.getAtIndex(JAVA_FLOAT, i) * b.getAtIndex(JAVA_FLOAT, i));
    }
  }

  @Override
  public void scale(Workspace space, MemorySegment x, float factor, long count, MemorySegment y) {
    for (long i = 0; i < count; i++) {
      y.setAtIndex(JAVA_FLOAT, i, x.getAtIndex(JAVA_FLOAT, i) * factor);
    }
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
    for (int t = 0; t < count; t++) {
      for (int j = 0; j < terms; j++) {
        float factor = factors.getAtIndex(JAVA_FLOAT, (long) t * terms + j);
        long source = (long) rows[t * terms + j] * columns;
        long target = (long) t * columns;
        for (int k = 0; k < columns; k++) {
          float product = factor * x.getAtIndex(JAVA_FLOAT, source + k);
          float sum = j == 0 ? product : y.getAtIndex(JAVA_FLOAT, target + k) + product;
          y.setAtIndex(JAVA_FLOAT, target + k, sum);
        }
      }
    }
  }

  @Override
  public void silu(Workspace space, MemorySegment x, long count, MemorySegment y) {
    for (long i = 0; i < count; i++) {
      y.setAtIndex(JAVA_FLOAT, i, silu(x.getAtIndex(JAVA_FLOAT, i)));
    }
  }

  @Override
  public void gelu(Workspace space, MemorySegment x, long count, MemorySegment y) {
    for (long i = 0; i < count; i++) {
      double value = x.getAtIndex(JAVA_FLOAT, i);
      y.setAtIndex(JAVA_FLOAT, i, (float) gelu(value));
    }
  }

  /** {@code x * Phi(x)}; infinite {@code x} has its limit. */
  static double gelu(double x) {
    return x == Double.NEGATIVE_INFINITY ? 0 : x * NormalDistribution.cumulative(x);
  }

  @Override
  public void swiGlu(
      Workspace space, MemorySegment gate, MemorySegment up, long count, MemorySegment y) {
    swiGlu(gate, up, 0, count, y);
  }

  private static void swiGlu(
      MemorySegment gate, MemorySegment up, long from, long to, MemorySegment y) {
    for (long i = from; i < to; i++) {
      float value = silu(gate.getAtIndex(JAVA_FLOAT, i)) * up.getAtIndex(JAVA_FLOAT, i);
      y.setAtIndex(JAVA_FLOAT, i, value);
    }
  }

  /** {@code x / (1 + exp(-x))}. */
  static float silu(float x) {
    return x / (1 + (float) Math.exp(-x));
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
    for (int row = 0; row < rows; row++) {
      for (int head = 0; head < heads; head++) {
        long start = ((long) row * heads + head) * headSize;
        if (y.address() != x.address()) {
          MemorySegment.copy(
              x, (start + rotated) * 4, y, (start + rotated) * 4, (headSize - rotated) * 4L);
        }
        rotateHead(x, start, rotated, interleaved, table, (long) row * rotated, y, 0);
      }
    }
  }

  /** Rotates the pairs from {@code firstPair} on of one head. */
  static void rotateHead(
      MemorySegment x,
      long start,
      int rotated,
      boolean interleaved,
      MemorySegment table,
      long angles,
      MemorySegment y,
      int firstPair) {
    int half = rotated / 2;
    for (int i = firstPair; i < half; i++) {
      float cos = table.getAtIndex(JAVA_FLOAT, angles + i);
      float sin = table.getAtIndex(JAVA_FLOAT, angles + half + i);
      long first = start + (interleaved ? 2L * i : i);
      long second = first + (interleaved ? 1 : half);
      float a = x.getAtIndex(JAVA_FLOAT, first);
      float b = x.getAtIndex(JAVA_FLOAT, second);
      y.setAtIndex(JAVA_FLOAT, first, a * cos - b * sin);
      y.setAtIndex(JAVA_FLOAT, second, b * cos + a * sin);
    }
  }

  @Override
  public void store(
      Workspace space, MemorySegment x, int tokens, KeyValueRows rows, int firstPosition) {
    jobs(space).store.store(space.workers(), x, tokens, rows, firstPosition);
  }

  @Override
  public void attention(Workspace space, AttentionCall call) {
    KernelChecks.attention(call);
    jobs(space).attention.attend(space.workers(), call);
  }

  private record Jobs(
      MultiplyCall only,
      ScalarMultiply multiply,
      TransposedPacking transposed,
      CacheStore store,
      ScalarAttention attention)
      implements Workspace.Jobs {}
}
