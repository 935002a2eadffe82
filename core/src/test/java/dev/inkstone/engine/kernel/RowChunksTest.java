package dev.inkstone.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowChunksTest {

  @ParameterizedTest
  @CsvSource({
    "0, 5, 0",
    "1, 1, 1",
    "16384, 1, 1",
    "16385, 1, 2",
    "7, 4096, 2",
    "3, 100000, 3",
    "5, 0, 1",
    "2147483647, 3, 393241",
    "2, 5000000000, 2"
  })
  void every_row_is_in_one_chunk(int rows, long columns, int chunks) {
    RowChunks cut = new RowChunks();
    assertThat(cut.cut(rows, columns)).isEqualTo(chunks);
    int next = 0;
    for (int chunk = 0; chunk < chunks; chunk++) {
      assertThat(cut.first(chunk)).isEqualTo(next);
      assertThat(cut.end(chunk)).isGreaterThan(next);
      next = cut.end(chunk);
    }
    assertThat(next).isEqualTo(rows);
  }
}
