package dev.inkstone.engine.kernel;

import static dev.inkstone.engine.kernel.KernelsUnderTest.blank;
import static dev.inkstone.engine.kernel.KernelsUnderTest.floats;
import static dev.inkstone.engine.kernel.KernelsUnderTest.gaussian;
import static dev.inkstone.engine.kernel.KernelsUnderTest.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AttentionTest {
  private static final long SEED = 20260102;
  private static final int PAGE = KeyValueRows.PAGE;
  private static final String PLAIN = "no cache";

  /** Sizes of one attention. */
  record Case(
      int tokens,
      int firstPosition,
      int heads,
      int kvHeads,
      int keySize,
      int valueSize,
      int window,
      String cache) {}

  static Stream<Arguments> kernelsAndCases() {
    return KernelsUnderTest.all().stream().flatMap(k -> cases().map(c -> Arguments.of(k, c)));
  }

  private static Stream<Case> cases() {
    return Stream.concat(Stream.of(PLAIN), CacheFormats.all().keySet().stream().sorted())
        .flatMap(
            cache ->
                Stream.of(
                    new Case(1, 0, 4, 4, 64, 64, 0, cache),
                    new Case(1, 5, 8, 2, 64, 64, 0, cache),
                    new Case(1, 300, 14, 2, 64, 64, 0, cache),
                    new Case(1, 700, 6, 2, 96, 80, 100, cache),
                    new Case(1, 5000, 3, 1, 16, 16, 0, cache),
                    new Case(1, 40, 5, 1, 4, 8, 7, cache),
                    new Case(1, 33, 2, 2, 7, 13, 0, cache),
                    new Case(1, PAGE - 1, 4, 2, 256, 32, 0, cache),
                    new Case(1, PAGE, 1, 1, 64, 96, 0, cache),
                    new Case(1, 2 * PAGE - 1, 1, 1, 40, 256, PAGE, cache),
                    new Case(2, 0, 4, 2, 48, 48, 0, cache),
                    new Case(3, 10, 4, 1, 33, 5, 0, cache),
                    new Case(7, 47, 4, 4, 64, 128, 0, cache),
                    new Case(50, 0, 8, 2, 128, 128, 0, cache),
                    new Case(100, 61, 3, 3, 80, 80, 0, cache),
                    new Case(130, 0, 4, 1, 8, 16, 20, cache),
                    new Case(64, 200, 2, 1, 4, 4, 1, cache)));
  }

  static Stream<Kernels> kernels() {
    return KernelsUnderTest.all().stream();
  }

  @ParameterizedTest
  @MethodSource("kernelsAndCases")
  void agrees_with_double_precision(Kernels kernels, Case sizes) {
    Inputs inputs = Inputs.of(sizes);
    float[] actual = inputs.attend(kernels, 2);
    double[] expected = inputs.expected();
    for (int i = 0; i < actual.length; i++) {
      // Scores of a dozen lose some 1e-6 of their value, which the softmax passes on.
      assertThat((double) actual[i])
          .as("%s, %s, element %d (seed %d)", kernels.description(), sizes, i, SEED)
          .isCloseTo(expected[i], Offset.offset(4e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("kernelsAndCases")
  void gives_the_same_bits_for_any_number_of_threads(Kernels kernels, Case sizes) {
    Inputs inputs = Inputs.of(sizes);
    float[] alone = inputs.attend(kernels, 1);
    for (int threads = 2; threads <= 4; threads++) {
      assertThat(inputs.attend(kernels, threads)).as("%d threads", threads).isEqualTo(alone);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void rejects_heads_that_key_heads_do_not_divide(Kernels kernels) {
    AttentionCall call = new AttentionCall();
    call.tokens = 1;
    call.heads = 3;
    call.keys.plain(MemorySegment.NULL, 2, 1);
    try (Workers workers = Workers.of(1);
        Workspace space = new Workspace(workers)) {
      assertThatThrownBy(() -> kernels.attention(space, call))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("heads = 3, kvHeads = 2");
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void rejects_positions_that_an_int_does_not_count(Kernels kernels) {
    AttentionCall call = new AttentionCall();
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(1);
        Workspace space = new Workspace(workers)) {
      call.tokens = 2;
      call.firstPosition = Integer.MAX_VALUE - 1;
      call.heads = 1;
      call.queries = blank(arena, 8);
      call.result = blank(arena, 8);
      call.keys.plain(blank(arena, 8), 1, 4);
      call.values.plain(blank(arena, 8), 1, 4);
      assertThatThrownBy(() -> kernels.attention(space, call))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2 tokens from 2147483646 on");
    }
  }

  private record Inputs(Case sizes, float[] queries, float[] keys, float[] values) {

    static Inputs of(Case c) {
      Random random = new Random(SEED);
      int positions = c.firstPosition + c.tokens;
      float[] queries = gaussian(c.tokens * c.heads * c.keySize, random);
      float[] keys = gaussian(positions * c.kvHeads * c.keySize, random);
      float[] values = gaussian(positions * c.kvHeads * c.valueSize, random);
      return new Inputs(c, queries, keys, values);
    }

    private float scale() {
      return 2 / (float) Math.sqrt(sizes.keySize);
    }

    float[] attend(Kernels kernels, int threads) {
      try (Arena arena = Arena.ofShared();
          Workers workers = Workers.of(threads);
          Workspace space = new Workspace(workers)) {
        AttentionCall call = new AttentionCall();
        call.tokens = sizes.tokens;
        call.firstPosition = sizes.firstPosition;
        call.heads = sizes.heads;
        call.window = sizes.window;
        call.scale = scale();
        call.queries = segment(arena, queries);
        fill(call.keys, keys, sizes.keySize, kernels, space, arena);
        fill(call.values, values, sizes.valueSize, kernels, space, arena);
        int count = sizes.tokens * sizes.heads * sizes.valueSize;
        call.result = blank(arena, count);
        kernels.attention(space, call);
        return floats(call.result, count);
      }
    }

    private void fill(
        KeyValueRows rows,
        float[] elements,
        int size,
        Kernels kernels,
        Workspace space,
        Arena arena) {
      MemorySegment x = segment(arena, elements);
      if (sizes.cache.equals(PLAIN)) {
        rows.plain(x, sizes.kvHeads, size);
        return;
      }
      CacheFormat format = CacheFormats.byName(sizes.cache);
      int positions = sizes.firstPosition + sizes.tokens;
      long bytes = KeyValueRows.bytes(format, positions, sizes.kvHeads, size);
      MemorySegment pages = arena.allocate(bytes, 64);
      pages.fill((byte) -1); // not a number in most formats: what nobody wrote must not be seen
      rows.pages(pages, format, sizes.kvHeads, size);
      int half = positions / 2; // in two pieces, as a conversation comes
      kernels.store(space, x, half, rows, 0);
      long rest = (long) half * sizes.kvHeads * size * Float.BYTES;
      kernels.store(space, x.asSlice(rest), positions - half, rows, half);
    }

    /** Elements as the cache gives them back. */
    private float[] cached(float[] elements, boolean keys, int size) {
      if (sizes.cache.equals(PLAIN)) {
        return elements;
      }
      CacheFormat format = CacheFormats.byName(sizes.cache);
      KeyValueRows rows = keys ? KeyValueRows.ofKeys() : KeyValueRows.ofValues();
      float[] row = new float[size];
      float[] result = new float[elements.length];
      try (Arena arena = Arena.ofConfined()) {
        rows.pages(arena.allocate(KeyValueRows.bytes(format, 1, 1, size), 64), format, 1, size);
        for (int at = 0; at < elements.length; at += size) {
          rows.write(Arrays.copyOfRange(elements, at, at + size), 0, 0);
          rows.read(0, 0, row);
          rows.rotate(row);
          System.arraycopy(row, 0, result, at, size);
        }
      }
      return result;
    }

    double[] expected() {
      double[] result = new double[sizes.tokens * sizes.heads * sizes.valueSize];
      float[] seenKeys = cached(keys, true, sizes.keySize);
      float[] seenValues = cached(values, false, sizes.valueSize);
      for (int t = 0; t < sizes.tokens; t++) {
        for (int h = 0; h < sizes.heads; h++) {
          expected(t, h, seenKeys, seenValues, result);
        }
      }
      return result;
    }

    private void expected(int token, int head, float[] keys, float[] values, double[] result) {
      int position = sizes.firstPosition + token;
      int first = sizes.window > 0 ? Math.max(0, position - sizes.window + 1) : 0;
      int kvHead = head / (sizes.heads / sizes.kvHeads);
      double[] weights = new double[position + 1];
      double max = Double.NEGATIVE_INFINITY;
      for (int p = first; p <= position; p++) {
        for (int d = 0; d < sizes.keySize; d++) {
          weights[p] +=
              (double) queries[(token * sizes.heads + head) * sizes.keySize + d]
                  * keys[(p * sizes.kvHeads + kvHead) * sizes.keySize + d];
        }
        weights[p] *= scale();
        max = Math.max(max, weights[p]);
      }
      double total = 0;
      for (int p = first; p <= position; p++) {
        weights[p] = Math.exp(weights[p] - max);
        total += weights[p];
      }
      for (int p = first; p <= position; p++) {
        for (int v = 0; v < sizes.valueSize; v++) {
          result[(token * sizes.heads + head) * sizes.valueSize + v] +=
              weights[p] / total * values[(p * sizes.kvHeads + kvHead) * sizes.valueSize + v];
        }
      }
    }
  }
}
