package dev.inkstone.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.engine.kernel.CpuFeatures;
import dev.inkstone.engine.kernel.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class WeightMemoryTest {

  @Test
  void a_second_close_does_nothing() {
    Workers workers = Workers.of(2);
    WatchedArena arena = new WatchedArena();
    WeightMemory memory = new WeightMemory(CpuFeatures.kernels(), workers, arena);
    memory.close();
    memory.close();
    assertThat(arena.calls).isEqualTo(1);
    assertThatThrownBy(() -> workers.run(1, (chunk, worker) -> {}))
        .hasMessage("workers are closed");
  }

  @Test
  void a_close_that_fails_takes_no_threads_and_may_be_repeated() {
    Workers others = Workers.shared(3);
    try {
      WatchedArena arena = new WatchedArena();
      arena.inUse = true;
      WeightMemory memory = new WeightMemory(CpuFeatures.kernels(), Workers.shared(3), arena);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(memory::close).isInstanceOf(IllegalStateException.class);
      }
      arena.inUse = false;
      memory.close();
      assertThat(arena.calls).isEqualTo(3);
      others.run(1, (chunk, worker) -> {});
    } finally {
      others.close();
    }
  }

  /** Counts how often it is closed, which fails while it is in use. */
  private static final class WatchedArena implements Arena {
    private final Arena parent = Arena.ofShared();
    private boolean inUse;
    private int calls;

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
      return parent.allocate(byteSize, byteAlignment);
    }

    @Override
    public MemorySegment.Scope scope() {
      return parent.scope();
    }

    @Override
    public void close() {
      calls++;
      if (inUse) {
        throw new IllegalStateException("in use");
      }
      parent.close();
    }
  }
}
