package dev.inkstone.engine.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.testing.GoldenData;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GgmlTypesTest {

  @Test
  void every_known_id_finds_its_type_and_back() {
    int[] known = IntStream.range(-1, 200).filter(id -> GgmlTypes.byId(id).isPresent()).toArray();
    assertThat(known).hasSize(35).startsWith(0, 1, 2, 3, 6).endsWith(39, 40, 41, 42);
    for (int id : known) {
      StoredType type = GgmlTypes.byId(id).orElseThrow();
      assertThat(GgmlTypes.id(type)).isEqualTo(id);
      assertThat(GgmlTypes.byName(type.name())).contains(type);
    }
    assertThat(GgmlTypes.byName("Q9")).isEmpty();
  }

  @Test
  void block_sizes_are_those_of_the_reference() throws IOException {
    int checked = 0;
    for (JsonNode entry : GoldenData.json("reference/quants/index.json").get("types")) {
      StoredType type = GgmlTypes.byId(entry.get("ggml_type").intValue()).orElseThrow();
      assertThat(type.name()).isEqualToIgnoringCase(entry.get("ggml_name").textValue());
      assertThat(type.weightsPerBlock()).isEqualTo(entry.get("block_elements").intValue());
      assertThat(type.bytesPerBlock()).isEqualTo(entry.get("block_bytes").intValue());
      checked++;
    }
    assertThat(checked).isGreaterThan(25);
  }

  @Test
  void sizes_must_be_positive_and_fit() {
    assertThatThrownBy(() -> new StoredType("X", 0, 1)).hasMessageContaining("0 weights");
    StoredType type = new StoredType("Q8_0", 32, 34);
    assertThat(type.bytesFor(64)).isEqualTo(68);
    assertThatThrownBy(() -> type.bytesFor(Long.MAX_VALUE / 32 * 32))
        .isInstanceOf(ArithmeticException.class);
  }
}
