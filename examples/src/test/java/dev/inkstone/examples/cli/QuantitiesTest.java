package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuantitiesTest {

  @Test
  void bytes_are_binary() {
    assertThat(Quantities.bytes(0)).isEqualTo("0 B");
    assertThat(Quantities.bytes(1023)).isEqualTo("1023 B");
    assertThat(Quantities.bytes(1024)).isEqualTo("1.00 KiB");
    assertThat(Quantities.bytes(391_872_000)).isEqualTo("373.72 MiB");
    assertThat(Quantities.bytes(Long.MAX_VALUE)).isEqualTo("8388608.00 TiB");
  }

  @Test
  void one_is_singular() {
    assertThat(Quantities.of(1, "answer")).isEqualTo("1 answer");
    assertThat(Quantities.of(0, "answer")).isEqualTo("0 answers");
    assertThat(Quantities.of(12, "answer")).isEqualTo("12 answers");
  }

  @Test
  void counts_are_decimal() {
    assertThat(Quantities.count(999)).isEqualTo("999");
    assertThat(Quantities.count(15_900)).isEqualTo("15.90 K");
    assertThat(Quantities.count(494_032_768)).isEqualTo("494.03 M");
    assertThat(Quantities.count(1_100_048_384)).isEqualTo("1.10 B");
  }
}
