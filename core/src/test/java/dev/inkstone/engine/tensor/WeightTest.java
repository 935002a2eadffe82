package dev.inkstone.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkstone.engine.quant.BlockFormats;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class WeightTest {

  @Test
  void a_changed_weight_is_packed_again_in_the_same_memory() {
    try (WeightMemory own = WeightMemory.open(1);
        EagerOps ops = EagerOps.keeping(own)) {
      CountingArena counting = new CountingArena(own.arena());
      MemorySegment data = own.arena().allocate(33 * 5 * Float.BYTES);
      Weight weight =
          new Weight(
              "w",
              Shape.of(33, 5),
              BlockFormats.byName("F32"),
              data,
              new WeightMemory(own.kernels(), own.workers(), counting));
      Tensor x = ones(own.arena());
      long afterFirst = 0;
      for (int step = 1; step <= 3; step++) {
        for (int i = 0; i < 33 * 5; i++) {
          data.setAtIndex(ValueLayout.JAVA_FLOAT, i, step);
        }
        weight.changed();
        assertThat(ops.linear(weight, x).toArray()).hasSize(33).containsOnly(5f * step);
        assertThat(weight.floats().getAtIndex(ValueLayout.JAVA_FLOAT, 7)).isEqualTo(step);
        afterFirst = step == 1 ? counting.bytes : afterFirst;
      }
      assertThat(counting.bytes).isPositive().isEqualTo(afterFirst);
    }
  }

  private static Tensor ones(Arena arena) {
    MemorySegment data = arena.allocate(5 * Float.BYTES, 64);
    for (int i = 0; i < 5; i++) {
      data.setAtIndex(ValueLayout.JAVA_FLOAT, i, 1);
    }
    return Tensor.of(DType.F32, 1, 5, data);
  }

  /** Counts what is taken from an arena. */
  private static final class CountingArena implements Arena {
    private final Arena parent;
    private long bytes;

    CountingArena(Arena parent) {
      this.parent = parent;
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
      bytes += byteSize;
      return parent.allocate(byteSize, byteAlignment);
    }

    @Override
    public MemorySegment.Scope scope() {
      return parent.scope();
    }

    @Override
    public void close() {}
  }
}
