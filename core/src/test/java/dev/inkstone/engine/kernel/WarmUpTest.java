package dev.inkstone.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a warm-up may do besides its purpose, which the benchmark StartSpeed measures. */
class WarmUpTest {
  private static final int COLUMNS = 2048;

  static List<PanelFormat> formats() {
    return SampleMatrix.FORMATS;
  }

  private static MemorySegment panels(Arena arena, PanelFormat format, int rows) {
    long bytes = PackedMatrix.bytesFor(format, rows, COLUMNS, CpuFeatures.kernels().lanes());
    return arena.allocate(bytes, 64);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void every_kernel_stays_within_its_memory_and_leaves_the_weights(PanelFormat format) {
    assumeTrue(CpuFeatures.current().vectorsUsable(), () -> CpuFeatures.current().description());
    Kernels kernels = new VectorKernels(); // which has seen no format yet
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(2);
        Workspace space = new Workspace(workers)) {
      MemorySegment panels = panels(arena, format, 20);
      PackedMatrix matrix = kernels.adopt(format, 20, COLUMNS, panels);
      MemorySegment memory = arena.allocate(InnerKernels.BYTES, 64);
      List<PanelMatrix> examples = List.of((PanelMatrix) matrix);
      for (InnerKernels.Kernel kernel : InnerKernels.of(examples, memory)) {
        kernel.body().accept(0);
        kernel.body().accept(kernel.steps());
      }
      new WholeKernels(kernels, space, examples, arena).run();
      kernels.warmUp(List.of(matrix), workers, 1);
      assertThat(panels.mismatch(arena.allocate(panels.byteSize()))).isEqualTo(-1);
    }
  }

  @Test
  @Timeout(60)
  void ends_where_nobody_knows_what_is_compiled() {
    run(() -> -1);
  }

  @Test
  @Timeout(60)
  void ends_early_if_the_thread_is_interrupted() {
    AtomicLong bytes = new AtomicLong(); // more each time: nothing is ever compiled
    Thread.currentThread().interrupt();
    try {
      run(() -> bytes.addAndGet(1 << 20));
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void takes_matrices_of_few_columns() {
    assumeTrue(CpuFeatures.current().vectorsUsable(), () -> CpuFeatures.current().description());
    try (Arena arena = Arena.ofShared()) {
      PanelLayout layout = new PanelLayout(PanelFormat.Floats.F16, 20, 7, Lanes.COUNT);
      PanelMatrix matrix = new PanelMatrix(layout, arena.allocate(layout.bytes(), 64));
      MemorySegment memory = arena.allocate(InnerKernels.BYTES, 64);
      for (InnerKernels.Kernel kernel : InnerKernels.of(List.of(matrix), memory)) {
        kernel.body().accept(kernel.steps());
      }
    }
  }

  private static void run(LongSupplier allocated) {
    assumeTrue(CpuFeatures.current().vectorsUsable(), () -> CpuFeatures.current().description());
    Kernels kernels = new VectorKernels();
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(2)) {
      MemorySegment panels = panels(arena, PanelFormat.Floats.F16, 20);
      PackedMatrix matrix = kernels.adopt(PanelFormat.Floats.F16, 20, COLUMNS, panels);
      long nanos = TimeUnit.MINUTES.toNanos(10);
      WarmUp.run(kernels, List.of((PanelMatrix) matrix), workers, nanos, allocated);
    }
  }
}
