package dev.inkstone.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What rows of quantized caches lose, on normally distributed numbers; {@link CachedAttentionTest}
 * has what attention makes of it.
 */
class CacheQualityTest {
  private static final long SEED = 20261126;
  private static final int SIZE = 64;

  /**
   * Root mean square of a row's error, as a part of that of the row; the halves of steps give it.
   */
  private static final Map<String, Double> ROW_ERRORS =
      Map.of("F32", 0.0, "F16", 3e-4, "BF16", 2.5e-3, "Q8_0", 8e-3, "Q4_0", 0.12);

  @Test
  void rows_keep_what_their_bits_promise() {
    Random random = new Random(SEED);
    for (String name : CacheFormats.all().keySet()) {
      double error = 0;
      for (int i = 0; i < 100; i++) {
        error += relativeError(name, KernelsUnderTest.gaussian(SIZE, random), true) / 100;
      }
      assertThat(error).as("%s (seed %d)", name, SEED).isLessThanOrEqualTo(ROW_ERRORS.get(name));
    }
  }

  @Test
  void rotation_saves_the_small_elements_beside_an_outlier() {
    Random random = new Random(SEED);
    double rotated = 0;
    double straight = 0;
    for (int i = 0; i < 100; i++) {
      float[] row = KernelsUnderTest.gaussian(SIZE, random);
      row[5] = 50;
      rotated += errorBesideOutlier(row, true) / 100;
      straight += errorBesideOutlier(row, false) / 100;
    }
    assertThat(rotated).as("seed %d", SEED).isLessThan(straight / 1.5);
  }

  private static double errorBesideOutlier(float[] row, boolean rotate) {
    float[] back = throughCache("Q4_0", row, rotate);
    double error = 0;
    for (int i = 0; i < 32; i++) {
      error += i == 5 ? 0 : (back[i] - row[i]) * (double) (back[i] - row[i]);
    }
    return Math.sqrt(error / 31);
  }

  private static double relativeError(String name, float[] row, boolean rotate) {
    float[] back = throughCache(name, row, rotate);
    double error = 0;
    double norm = 0;
    for (int i = 0; i < row.length; i++) {
      error += (back[i] - row[i]) * (double) (back[i] - row[i]);
      norm += row[i] * (double) row[i];
    }
    return Math.sqrt(error / norm);
  }

  private static float[] throughCache(String name, float[] row, boolean rotate) {
    CacheFormat format = CacheFormats.byName(name);
    try (Arena arena = Arena.ofConfined()) {
      KeyValueRows rows = KeyValueRows.ofKeys();
      long bytes = KeyValueRows.bytes(format, 1, 1, row.length);
      rows.pages(arena.allocate(bytes, 64), format, 1, row.length);
      float[] back = row.clone();
      if (rotate) {
        rows.rotate(back);
      }
      format.write(back, rows, 0, 0);
      rows.read(0, 0, back);
      if (rotate) {
        rows.rotate(back);
      }
      return back;
    }
  }
}
