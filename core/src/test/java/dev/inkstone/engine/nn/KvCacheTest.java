package dev.inkstone.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.engine.tensor.DType;
import dev.inkstone.engine.tensor.DryRunOps;
import dev.inkstone.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class KvCacheTest {

  @Test
  void a_failed_growth_leaves_the_cache_as_it_was() {
    int most = Integer.MAX_VALUE;
    // keys of no elements can be allocated, values past the range of long cannot
    try (KvCache cache = new KvCache(DType.F32, 1, 0, most, most)) {
      Tensor keys = Tensor.of(DType.F32, most, 0, MemorySegment.NULL);
      assertThatThrownBy(() -> cache.store(new DryRunOps(), 0, keys, keys))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(cache.keys(0).rows()).isZero();
      assertThat(cache.values(0).rows()).isZero();
      assertThat(cache.bytes()).isZero();
    }
  }

  @Test
  void a_second_close_does_nothing() {
    KvCache cache = new KvCache(DType.F16, 2, 4, 4, 8);
    cache.close();
    cache.close();
    assertThat(cache.length()).isZero();
  }
}
