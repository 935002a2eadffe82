package dev.inkstone.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CacheFormatTest {
  private static final long SEED = 20261125;

  static Stream<String> formats() {
    return CacheFormats.all().keySet().stream();
  }

  @Test
  void f16_and_bf16_round_to_nearest_even() {
    for (int i = 0; i < 65536; i++) {
      float exact = Float.float16ToFloat((short) i);
      float next = Float.float16ToFloat((short) (i + 1));
      if (Float.isFinite(exact) && Float.isFinite(next)) {
        float middle = (exact + next) / 2;
        for (float x : new float[] {exact, middle, Math.nextUp(middle), Math.nextDown(middle)}) {
          float[] row = {x, -x};
          float rounded = Float.float16ToFloat(Float.floatToFloat16(x));
          assertThat(throughCache(CacheFormats.F16, row)).containsExactly(rounded, -rounded);
        }
      }
    }
    float[] ties = {0x1.01p0f, 0x1.03p0f, 0x1.02p0f, 0x1.010002p0f, -0x1.01p0f};
    assertThat(throughCache(CacheFormats.BF16, ties))
        .containsExactly(1, 0x1.04p0f, 0x1.02p0f, 0x1.02p0f, -1);
  }

  private static float[] throughCache(CacheFormat format, float[] row) {
    try (Arena arena = Arena.ofConfined()) {
      KeyValueRows rows = pages(KeyValueRows.ofValues(), format, 1, row.length, arena);
      format.write(row, rows, 0, 0);
      float[] read = new float[row.length];
      rows.read(0, 0, read);
      return read;
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void lines_are_the_rows_that_were_written(String name) {
    assumeTrue(CpuFeatures.current().vectorsUsable(), () -> CpuFeatures.current().description());
    for (int size : new int[] {1, 7, 31, 32, 33, 64, 80, 96, 256}) {
      assertLines(name, KeyValueRows.ofKeys(), size);
      assertLines(name, KeyValueRows.ofValues(), size);
    }
  }

  private static void assertLines(String name, KeyValueRows rows, int size) {
    CacheFormat format = CacheFormats.byName(name);
    Random random = new Random(SEED);
    int positions = 2 * KeyValueRows.PAGE;
    int heads = 3;
    try (Arena arena = Arena.ofConfined()) {
      pages(rows, format, heads, size, arena);
      float[][][] expected = new float[positions][heads][size];
      for (int position = 0; position < positions; position++) {
        for (int head = 0; head < heads; head++) {
          format.write(KernelsUnderTest.gaussian(size, random), rows, position, head);
        }
      }
      for (int position = 0; position < positions; position++) {
        for (int head = 0; head < heads; head++) {
          rows.read(position, head, expected[position][head]);
        }
      }
      for (int page = 0; page < positions; page += KeyValueRows.PAGE) {
        for (int head = 0; head < heads; head++) {
          assertPage(rows, page, head, expected, name + ", size " + size);
        }
      }
    }
  }

  private static void assertPage(
      KeyValueRows rows, int page, int head, float[][][] expected, String what) {
    float[] lines = new float[rows.floatsOfLines(rows.lines())];
    for (int line = 0; line < rows.lines(); line += KeyValueRows.LINES) {
      int count = Math.min(KeyValueRows.LINES, rows.lines() - line);
      rows.readLines(page, head, line, count, page + 1, lines, line * rows.lineLength());
    }
    for (int p = 0; p < KeyValueRows.PAGE; p++) {
      float[] row = new float[rows.size];
      for (int i = 0; i < row.length; i++) {
        row[i] = lines[rows.keys ? i * KeyValueRows.PAGE + p : p * rows.lineLength() + i];
      }
      assertThat(row)
          .as("%s, position %d, head %d (seed %d)", what, page + p, head, SEED)
          .isEqualTo(expected[page + p][head]);
    }
  }

  private static KeyValueRows pages(
      KeyValueRows rows, CacheFormat format, int heads, int size, Arena arena) {
    long bytes = KeyValueRows.bytes(format, 2 * KeyValueRows.PAGE, heads, size);
    MemorySegment data = arena.allocate(bytes, 64);
    return rows.pages(data, format, heads, size);
  }

  @Test
  void an_unknown_format_is_named_with_the_known_ones() {
    assertThatThrownBy(() -> CacheFormats.byName("F8"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'F8'")
        .hasMessageContaining("BF16");
  }

  @Test
  void a_store_past_the_pages_is_rejected() {
    for (Kernels kernels : KernelsUnderTest.all()) {
      try (Arena arena = Arena.ofShared();
          Workers workers = Workers.of(1);
          Workspace space = new Workspace(workers)) {
        KeyValueRows rows = pages(KeyValueRows.ofKeys(), CacheFormats.F16, 1, 4, arena);
        float[] x = new float[3 * 4];
        Arrays.fill(x, 1);
        MemorySegment tokens = KernelsUnderTest.segment(arena, x);
        kernels.store(space, tokens, 3, rows, 2 * KeyValueRows.PAGE - 3);
        assertThatThrownBy(() -> kernels.store(space, tokens, 3, rows, 2 * KeyValueRows.PAGE - 2))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("cache");
        int last = Integer.MAX_VALUE;
        assertThatThrownBy(() -> kernels.store(space, tokens, 3, rows, last))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("3 tokens from 2147483647 on");
      }
    }
  }
}
