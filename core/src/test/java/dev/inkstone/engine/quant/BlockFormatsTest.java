package dev.inkstone.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.error.UnsupportedModelException;
import org.junit.jupiter.api.Test;

class BlockFormatsTest {

  @Test
  void finds_every_format_by_its_name() {
    for (BlockFormat format : BlockFormats.all()) {
      assertThat(BlockFormats.find(format.name())).containsSame(format);
      assertThat(BlockFormats.byName(format.name())).isSameAs(format);
    }
  }

  @Test
  void names_are_exact() {
    assertThat(BlockFormats.find("q4_k")).isEmpty();
    assertThat(BlockFormats.find("Q4_K ")).isEmpty();
  }

  @Test
  void an_unknown_name_is_answered_with_the_known_ones() {
    assertThatThrownBy(() -> BlockFormats.byName("Q9_X"))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("'Q9_X'")
        .hasMessageContaining("F32, F16, BF16, Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K, ");
  }

  @Test
  void bytes_are_those_of_whole_blocks() {
    assertThat(BlockFormats.byName("F32").bytesFor(3)).isEqualTo(12);
    assertThat(BlockFormats.byName("Q4_0").bytesFor(64)).isEqualTo(36);
    assertThat(BlockFormats.byName("Q6_K").bytesFor(1L << 40)).isEqualTo((1L << 32) * 210);
  }
}
