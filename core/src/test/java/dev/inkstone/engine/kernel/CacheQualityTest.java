package dev.inkstone.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What quantized caches lose, on normally distributed numbers. */
class CacheQualityTest {
  private static final long SEED = 20261126;
  private static final int SIZE = 64;
  private static final int POSITIONS = 300;

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

  @Test
  void attention_stays_near_that_of_binary32() {
    Map<String, Double> bounds = Map.of("F16", 1e-3, "BF16", 1e-2, "Q8_0", 3e-2, "Q4_0", 0.3);
    for (Kernels kernels : KernelsUnderTest.all()) {
      for (int tokens : new int[] {1, 5}) {
        float[] exact = attend(kernels, "F32", tokens);
        for (Map.Entry<String, Double> bound : bounds.entrySet()) {
          float[] actual = attend(kernels, bound.getKey(), tokens);
          double error = 0;
          double norm = 0;
          for (int i = 0; i < exact.length; i++) {
            error += (actual[i] - exact[i]) * (double) (actual[i] - exact[i]);
            norm += exact[i] * (double) exact[i];
          }
          assertThat(Math.sqrt(error / norm))
              .as("%s, %s, %d tokens", kernels.description(), bound.getKey(), tokens)
              .isLessThan(bound.getValue());
        }
      }
    }
  }

  private static float[] attend(Kernels kernels, String name, int tokens) {
    Random random = new Random(SEED);
    CacheFormat format = CacheFormats.byName(name);
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(2);
        Workspace space = new Workspace(workers)) {
      AttentionCall call = new AttentionCall();
      for (KeyValueRows rows : new KeyValueRows[] {call.keys, call.values}) {
        long bytes = KeyValueRows.bytes(format, POSITIONS, 2, SIZE);
        rows.pages(arena.allocate(bytes, 64), format, 2, SIZE);
        float[] elements = KernelsUnderTest.gaussian(POSITIONS * 2 * SIZE, random);
        kernels.store(space, KernelsUnderTest.segment(arena, elements), POSITIONS, rows, 0);
      }
      float[] queries = KernelsUnderTest.gaussian(tokens * 4 * SIZE, random);
      call.queries = KernelsUnderTest.segment(arena, queries);
      call.result = KernelsUnderTest.blank(arena, queries.length);
      call.tokens = tokens;
      call.firstPosition = POSITIONS - tokens;
      call.heads = 4;
      call.scale = 0.125f;
      kernels.attention(space, call);
      return KernelsUnderTest.floats(call.result, queries.length);
    }
  }
}
