package dev.inkstone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.engine.model.LoadOptions;
import dev.inkstone.engine.model.LoadedModel;
import dev.inkstone.engine.nn.KvCache;
import dev.inkstone.engine.tensor.CacheType;
import dev.inkstone.engine.tensor.EagerOps;
import dev.inkstone.engine.tensor.Weight;
import dev.inkstone.testing.GoldenData;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Estimates against the bytes a loaded model really holds. */
class MemoryEstimateTest {
  private @TempDir Path folder;

  @Test
  void packed_weights_are_exact() {
    assertPackedExact(BytesModelFile.write(folder));
  }

  @Test
  void packed_weights_of_a_trained_model_are_exact() {
    assertPackedExact(GoldenData.path("reference/models/stories260K/stories260K.gguf"));
  }

  private static void assertPackedExact(Path path) {
    try (LoadedModel model = LoadedModel.load(path, LoadOptions.defaults())) {
      long packed = 0;
      for (Weight weight : model.weights()) {
        if (weight.isPacked()) {
          packed += weight.packed().bytes();
        } else if (weight.rows() == 1) {
          packed += weight.floats().byteSize();
        }
      }
      assertThat(MemoryEstimate.of(path).packedWeights()).isEqualTo(packed);
    }
  }

  @Test
  void cache_of_a_full_context_is_exact() {
    Path path = BytesModelFile.write(folder);
    for (KvCacheType type : KvCacheType.values()) {
      try (LoadedModel model = LoadedModel.load(path, LoadOptions.defaults());
          EagerOps ops = model.newOps();
          KvCache cache = model.decoder().newCache(type.type(), 300)) {
        model.decoder().forward(ops, new int[300], 0, 300, cache, true);
        MemoryEstimate estimate = MemoryEstimate.of(path).contextLength(300).kvCache(type);
        assertThat(estimate.kvCache()).as("%s", type).isEqualTo(cache.bytes());
      }
    }
  }

  @Test
  void activations_agree_with_the_memory_taken_for_a_chunk() {
    Path path = BytesModelFile.writeWide(folder, 8192);
    try (LoadedModel model = LoadedModel.load(path, LoadOptions.defaults());
        EagerOps ops = model.newOps();
        KvCache cache = model.decoder().newCache(CacheType.F16, 512)) {
      model.decoder().forward(ops, new int[256], 0, 256, cache, true);
      model.decoder().forward(ops, new int[256], 0, 256, cache, true);
      long estimate = MemoryEstimate.of(path).contextLength(512).activations();
      assertThat(estimate).isGreaterThan(8L << 20);
      // each of two arenas grows by half at least
      assertThat(ops.bytes()).isBetween(estimate, 2 * estimate);
    }
  }

  @Test
  void total_is_the_sum_and_grows_with_the_context() {
    Path path = BytesModelFile.write(folder);
    MemoryEstimate small = MemoryEstimate.of(path);
    MemoryEstimate large = small.contextLength(1000);
    assertThat(small.total())
        .isEqualTo(
            small.mappedWeights()
                + small.packedWeights()
                + small.kvCache()
                + small.activations()
                + small.rotaryTables());
    // 2 layers of 2 heads of 8 elements, keys and values, 2 bytes; pages of 192 positions
    assertThat(small.kvCache()).isEqualTo(192L * 2 * 2 * 8 * 2 * 2);
    assertThat(large.kvCache()).isEqualTo(1152L * 2 * 2 * 8 * 2 * 2);
    assertThat(small.mappedWeights()).isEqualTo(4L * 32 * BytesModelFile.VOCABULARY);
    // cosines and sines of 4 pairs, 4 bytes; the table begins with 256 positions and doubles
    assertThat(small.rotaryTables()).isEqualTo(256L * 2 * 4 * 4);
    assertThat(large.rotaryTables()).isEqualTo(1024L * 2 * 4 * 4);
    assertThat(large.total()).isGreaterThan(small.total());
  }

  @Test
  void a_mixture_of_experts_needs_memory_for_all_and_tells_the_active_ones() {
    Path dense = BytesModelFile.write(folder);
    MemoryEstimate one = MemoryEstimate.of(dense);
    assertThat(one.activeParameters()).isEqualTo(one.parameters());
    MemoryEstimate four = MemoryEstimate.of(BytesModelFile.writeMixture(folder));
    // 2 layers of 3 matrices 48 x 32: four experts and a router in place of one
    assertThat(four.parameters() - one.parameters()).isEqualTo(2 * (3 * 3 * 48 * 32 + 4 * 32));
    assertThat(four.parameters() - four.activeParameters()).isEqualTo(2 * 2 * 3 * 48 * 32);
    assertThat(four.packedWeights() - one.packedWeights()).isGreaterThan(4L * 2 * 3 * 3 * 48 * 32);
    assertPackedExact(BytesModelFile.writeMixture(folder));
  }

  @Test
  void rejects_a_context_without_positions() {
    Path path = BytesModelFile.write(folder);
    assertThatThrownBy(() -> MemoryEstimate.of(path).contextLength(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("contextLength = 0");
  }
}
