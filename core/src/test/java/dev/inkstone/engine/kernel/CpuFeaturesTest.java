package dev.inkstone.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuFeaturesTest {

  @Test
  void kernels_are_those_the_machine_can_use() {
    CpuFeatures features = CpuFeatures.current();
    Kernels kernels = CpuFeatures.kernels();
    assertThat(CpuFeatures.kernels()).isSameAs(kernels);
    assertThat(features.cores()).isPositive();
    if (features.vectorsUsable()) {
      assertThat(kernels.lanes()).isEqualTo(features.vectorBits() / 32);
      assertThat(kernels.description()).isEqualTo(features.vectorBits() + "-bit vectors");
      assertThat(features.description()).startsWith(kernels.description());
    } else {
      assertThat(kernels.description()).isEqualTo("scalar");
      assertThat(features.description()).startsWith("scalar (");
    }
  }

  @Test
  void the_vector_module_is_seen_where_it_is() {
    boolean there = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    assertThat(CpuFeatures.current().vectorModule()).isEqualTo(there);
    assertThat(CpuFeatures.current().vectorBits() > 0).isEqualTo(there);
  }

  @ParameterizedTest
  @CsvSource({
    "false, 0, true, true, true, --add-modules jdk.incubator.vector",
    "true, 512, false, true, true, TieredStopAtLevel",
    "true, 128, true, false, true, fused multiply-add",
    "true, 512, true, true, false, big-endian",
    "true, 64, true, true, true, at least 128",
  })
  void description_says_why_vectors_are_not_used_and_what_to_do(
      boolean module, int bits, boolean c2, boolean fma, boolean little, String words) {
    CpuFeatures features = new CpuFeatures(module, bits, c2, fma, little, 4);
    assertThat(features.vectorsUsable()).isFalse();
    assertThat(features.description()).startsWith("scalar (").contains(words);
  }
}
