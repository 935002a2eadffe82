package dev.inkstone.engine.kernel;

import static dev.inkstone.engine.kernel.KernelsUnderTest.blank;
import static dev.inkstone.engine.kernel.KernelsUnderTest.floats;
import static dev.inkstone.engine.kernel.KernelsUnderTest.gaussian;
import static dev.inkstone.engine.kernel.KernelsUnderTest.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers that a cache has no room for, and what is no number. */
class NonFiniteCacheTest {
  private static final long SEED = 20261127;
  private static final int POSITIONS = KeyValueRows.PAGE + 40;
  private static final int HEADS = 4;
  private static final int KV_HEADS = 2;
  private static final int[] SIZES = {40, 64};
  private static final float[] ODD = {
    Float.NaN,
    Float.intBitsToFloat(-1), // a NaN of which no bit may be carried away
    Float.intBitsToFloat(0x7f80_0001), // a NaN whose upper half is infinity
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    70_000,
    -70_000,
    65_519,
    1e30f
  };

  static Stream<String> formats() {
    return CacheFormats.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("formats")
  void vector_kernels_see_what_the_scalar_ones_see(String format) {
    assumeTrue(CpuFeatures.current().vectorsUsable(), () -> CpuFeatures.current().description());
    for (int size : SIZES) {
      for (float odd : ODD) {
        for (boolean inKeys : new boolean[] {true, false}) {
          for (int tokens : new int[] {1, 3}) {
            float[] expected = attend(new ScalarKernels(), format, size, odd, inKeys, tokens);
            float[] actual = attend(CpuFeatures.kernels(), format, size, odd, inKeys, tokens);
            String where = inKeys ? "keys" : "values";
            assertAlike(
                actual,
                expected,
                "%s of %d, %s in %s, %d tokens".formatted(format, size, odd, where, tokens));
          }
        }
      }
    }
  }

  private static void assertAlike(float[] actual, float[] expected, String what) {
    float largest = 1;
    for (float x : expected) {
      largest = Float.isFinite(x) ? Math.max(largest, Math.abs(x)) : largest;
    }
    for (int i = 0; i < expected.length; i++) {
      var assertion = assertThat(actual[i]).as("%s, element %d (seed %d)", what, i, SEED);
      if (Float.isFinite(expected[i])) {
        assertion.isCloseTo(expected[i], within(1e-5f * largest));
      } else {
        assertion.isEqualTo(Float.valueOf(expected[i]));
      }
    }
  }

  /** Attention to a cache with an odd number for each head at a position that every query sees. */
  private static float[] attend(
      Kernels kernels, String format, int size, float odd, boolean inKeys, int tokens) {
    Random random = new Random(SEED);
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(2);
        Workspace space = new Workspace(workers)) {
      AttentionCall call = new AttentionCall();
      for (KeyValueRows rows : new KeyValueRows[] {call.keys, call.values}) {
        float[] elements = gaussian(POSITIONS * KV_HEADS * size, random);
        if (rows.keys == inKeys) {
          elements[(5 * KV_HEADS + 1) * size + 7] = odd;
          elements[(KeyValueRows.PAGE + 3) * KV_HEADS * size + size - 1] = odd; // another head
        }
        CacheFormat cache = CacheFormats.byName(format);
        long bytes = KeyValueRows.bytes(cache, POSITIONS, KV_HEADS, size);
        rows.pages(arena.allocate(bytes, 64), cache, KV_HEADS, size);
        kernels.store(space, segment(arena, elements), POSITIONS, rows, 0);
      }
      int count = tokens * HEADS * size;
      call.queries = segment(arena, gaussian(count, random));
      call.result = blank(arena, count);
      call.tokens = tokens;
      call.firstPosition = POSITIONS - tokens;
      call.heads = HEADS;
      call.scale = 0.2f;
      kernels.attention(space, call);
      return floats(call.result, count);
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void nan_stays_nan(String format) {
    int size = 64;
    for (Kernels kernels : KernelsUnderTest.all()) {
      for (int tokens : new int[] {1, 3}) {
        for (float nan : new float[] {ODD[0], ODD[1], ODD[2]}) {
          String what = "%s, %s, %d tokens".formatted(kernels.description(), format, tokens);
          float[] ofKeys = attend(kernels, format, size, nan, true, tokens);
          float[] ofValues = attend(kernels, format, size, nan, false, tokens);
          for (int token = 0; token < tokens; token++) {
            for (int head = HEADS / KV_HEADS; head < HEADS; head++) {
              int at = (token * HEADS + head) * size;
              assertThat(Arrays.copyOfRange(ofKeys, at, at + size))
                  .as("%s, keys", what)
                  .containsOnly(Float.NaN);
              assertThat(ofValues[at + 7]).as("%s, values", what).isNaN();
            }
          }
        }
      }
    }
  }

  @Test
  void f16_holds_what_is_too_large_as_its_largest_number() {
    float[] row = {70_000, -70_000, 65_519, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 3};
    try (Arena arena = Arena.ofConfined()) {
      KeyValueRows rows = KeyValueRows.ofValues();
      long bytes = KeyValueRows.bytes(CacheFormats.F16, 1, 1, row.length);
      rows.pages(arena.allocate(bytes, 64), CacheFormats.F16, 1, row.length);
      rows.write(row, 0, 0);
      rows.read(0, 0, row);
      assertThat(row).containsExactly(65_504, -65_504, 65_504, 65_504, -65_504, 3);
    }
  }
}
