package dev.inkstone.engine.tensor;

import dev.inkstone.engine.kernel.CpuFeatures;
import dev.inkstone.engine.kernel.Kernels;
import dev.inkstone.engine.kernel.PackedMatrix;
import dev.inkstone.engine.kernel.PanelFormat;
import dev.inkstone.engine.kernel.Workers;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where and how a model's weights are packed.
 *
 * @param kernels the kernels that will read them
 * @param workers the threads that pack
 * @param arena owner of the packed memory; shared, closed with the model
 */
public record WeightMemory(Kernels kernels, Workers workers, Arena arena) implements AutoCloseable {
  /** The most threads a model may have. */
  public static final int MAX_THREADS = Workers.MAX_THREADS;

  /**
   * Memory of its own, the best kernels of this machine, and {@code threads} threads that it shares
   * with all others that want as many.
   */
  public static WeightMemory open(int threads) {
    Kernels kernels = CpuFeatures.kernels(); // first: nothing is left open if this fails
    return new WeightMemory(kernels, Workers.shared(threads), Arena.ofShared());
  }

  /** Threads that compute, the caller's included. */
  public int threads() {
    return workers.threads();
  }

  /** Which kernels compute, in one line. */
  public String description() {
    return kernels.description();
  }

  /** Rows of a matrix that stand side by side when it is packed. */
  public int panelRows() {
    return kernels.lanes();
  }

  /** What packed weights look like here, see {@link PackedMatrix#layout}. */
  public String layout() {
    return PackedMatrix.layout(kernels.lanes());
  }

  /**
   * Has the JVM compile the kernels that a decoder with these matrices needs, in {@code limit} at
   * most and on the calling thread; it may be interrupted. What was compiled before costs nothing.
   */
  public void warmUp(Collection<Weight> matrices, Duration limit) {
    try (Arena examples = Arena.ofShared()) {
      Map<PanelFormat, PackedMatrix> byFormat = new LinkedHashMap<>();
      for (Weight matrix : matrices) {
        byFormat.computeIfAbsent(
            matrix.format().panelFormat(), format -> matrix.packedOrLike(examples));
      }
      kernels.warmUp(List.copyOf(byFormat.values()), workers, limit.toNanos());
    }
  }

  /**
   * Frees the packed memory, then gives up the threads; a second call does nothing. Nobody may
   * compute with it meanwhile. If the memory cannot be freed, all stays as it was and the call may
   * be repeated.
   *
   * @throws IllegalStateException if a native call or a channel holds the memory
   */
  @Override
  public void close() {
    synchronized (arena) {
      if (arena.scope().isAlive()) {
        // First: others share the threads, and a call that fails takes none from them.
        arena.close();
        workers.close();
      }
    }
  }
}
