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
  void threads_end_before_the_memory_goes_and_a_second_close_does_nothing() {
    Workers workers = Workers.of(2);
    WatchedArena arena = new WatchedArena(workers);
    WeightMemory memory = new WeightMemory(CpuFeatures.kernels(), workers, arena);
    memory.close();
    memory.close();
    assertThat(arena.closed).isEqualTo(1);
  }

  /** Counts how often it is closed, and wants the workers to be closed then. */
  private static final class WatchedArena implements Arena {
    private final Arena parent = Arena.ofShared();
    private final Workers workers;
    private int closed;

    WatchedArena(Workers workers) {
      this.workers = workers;
    }

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
      assertThatThrownBy(() -> workers.run(1, (chunk, worker) -> {}))
          .hasMessage("workers are closed");
      closed++;
      parent.close();
    }
  }
}
