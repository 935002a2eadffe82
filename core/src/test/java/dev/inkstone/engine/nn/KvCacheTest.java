package dev.inkstone.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.engine.tensor.CacheType;
import dev.inkstone.engine.tensor.CachedRows;
import dev.inkstone.engine.tensor.DType;
import dev.inkstone.engine.tensor.DryRunOps;
import dev.inkstone.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class KvCacheTest {
  private static final KvCache.Shape SHAPE = new KvCache.Shape(2, 1, 4, 4);

  @Test
  void a_failed_growth_leaves_the_cache_as_it_was() {
    int most = Integer.MAX_VALUE;
    // keys of no elements can be allocated, values past the range of long cannot
    try (KvCache cache = new KvCache(CacheType.F32, new KvCache.Shape(1, 1, 0, most), most)) {
      Tensor keys = Tensor.of(DType.F32, most, 0, MemorySegment.NULL);
      assertThatThrownBy(() -> cache.store(new DryRunOps(), 0, keys, keys))
          .isInstanceOf(ArithmeticException.class);
      assertThat(cache.keys(0).pages()).isZero();
      assertThat(cache.values(0).pages()).isZero();
      assertThat(cache.bytes()).isZero();
    }
  }

  @Test
  void clearing_keeps_the_memory_of_few_positions_and_frees_that_of_many() {
    try (KvCache cache = new KvCache(CacheType.F16, SHAPE, 1000)) {
      fill(cache, 256);
      long few = cache.bytes();
      cache.clear(3 * CachedRows.PAGE);
      assertThat(cache.length()).isZero();
      assertThat(cache.bytes()).isEqualTo(few).isPositive();

      fill(cache, 3 * CachedRows.PAGE + 1);
      cache.clear(3 * CachedRows.PAGE);
      assertThat(cache.bytes()).isZero();
      fill(cache, 10);
      assertThat(cache.length()).isEqualTo(10);
      assertThat(cache.bytes()).isEqualTo(few);
    }
  }

  private static void fill(KvCache cache, int positions) {
    Tensor rows = Tensor.shapeOnly(DType.F32, positions, 4);
    cache.store(new DryRunOps(), 0, rows, rows);
    cache.store(new DryRunOps(), 1, rows, rows);
    cache.advance(positions);
  }

  @Test
  void a_second_close_does_nothing() {
    KvCache cache = new KvCache(CacheType.F16, SHAPE, 8);
    cache.close();
    cache.close();
    assertThat(cache.length()).isZero();
  }
}
