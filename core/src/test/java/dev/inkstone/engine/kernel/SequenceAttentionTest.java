package dev.inkstone.engine.kernel;

import static dev.inkstone.engine.kernel.KernelsUnderTest.blank;
import static dev.inkstone.engine.kernel.KernelsUnderTest.floats;
import static dev.inkstone.engine.kernel.KernelsUnderTest.gaussian;
import static dev.inkstone.engine.kernel.KernelsUnderTest.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Attention within sequences: without a mask, and without a look at the neighbours. */
class SequenceAttentionTest {
  private static final long SEED = 20260105;

  /** Sizes of one attention over several sequences. */
  record Case(List<Integer> lengths, int heads, int kvHeads, int keySize, int valueSize) {
    int tokens() {
      return lengths.stream().mapToInt(length -> length).sum();
    }
  }

  static Stream<Arguments> kernelsAndCases() {
    List<Case> cases =
        List.of(
            new Case(List.of(1), 1, 1, 4, 4),
            new Case(List.of(15), 12, 12, 32, 32),
            new Case(List.of(2, 1, 16, 17, 3), 4, 4, 32, 32),
            new Case(List.of(64, 65, 7), 4, 2, 16, 24),
            new Case(List.of(33, 5), 3, 3, 7, 13),
            new Case(List.of(193, 1, 400), 2, 1, 64, 64),
            new Case(List.of(97, 128), 2, 2, 5, 1));
    return KernelsUnderTest.all().stream()
        .flatMap(kernels -> cases.stream().map(c -> Arguments.of(kernels, c)));
  }

  @ParameterizedTest
  @MethodSource("kernelsAndCases")
  void agrees_with_double_precision(Kernels kernels, Case sizes) {
    Inputs inputs = Inputs.of(sizes);
    float[] actual = inputs.attend(kernels, 2, sizes.lengths());
    double[] expected = inputs.expected();
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i])
          .as("%s, %s, element %d (seed %d)", kernels.description(), sizes, i, SEED)
          .isCloseTo(expected[i], Offset.offset(4e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("kernelsAndCases")
  void gives_the_same_bits_for_any_number_of_threads(Kernels kernels, Case sizes) {
    Inputs inputs = Inputs.of(sizes);
    float[] alone = inputs.attend(kernels, 1, sizes.lengths());
    for (int threads = 2; threads <= 4; threads++) {
      assertThat(inputs.attend(kernels, threads, sizes.lengths()))
          .as("%d threads", threads)
          .isEqualTo(alone);
    }
  }

  @ParameterizedTest
  @MethodSource("kernelsAndCases")
  void a_sequence_alone_has_the_same_bits_as_among_others(Kernels kernels, Case sizes) {
    Inputs inputs = Inputs.of(sizes);
    float[] together = inputs.attend(kernels, 2, sizes.lengths());
    int start = 0;
    for (int length : sizes.lengths()) {
      float[] alone = inputs.slice(start, length).attend(kernels, 2, List.of(length));
      int row = sizes.heads() * sizes.valueSize();
      assertThat(Arrays.copyOfRange(together, start * row, (start + length) * row))
          .as("%d tokens from %d on", length, start)
          .isEqualTo(alone);
      start += length;
    }
  }

  static Stream<Kernels> kernels() {
    return KernelsUnderTest.all().stream();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void rejects_starts_that_do_not_ascend_to_the_tokens(Kernels kernels) {
    AttentionCall call = new AttentionCall();
    call.heads = 1;
    call.sequences = 2;
    call.tokens = 3;
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(1);
        Workspace space = new Workspace(workers)) {
      call.queries = blank(arena, 3);
      call.keys.plain(call.queries, 1, 1);
      call.values.plain(call.queries, 1, 1);
      call.result = blank(arena, 3);
      for (int[] starts : new int[][] {{0, 2}, {0, 2, 4}, {0, 3, 3}, {1, 2, 3}, {0, 4, 3}}) {
        call.starts = starts;
        assertThatThrownBy(() -> kernels.attention(space, call))
            .as(Arrays.toString(starts))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("ascend from 0 to 3 tokens");
      }
      call.starts = new int[] {0, 2, 3};
      call.window = 4;
      assertThatThrownBy(() -> kernels.attention(space, call)).hasMessageContaining("window (4)");
    }
  }

  private record Inputs(Case sizes, float[] queries, float[] keys, float[] values) {

    static Inputs of(Case c) {
      Random random = new Random(SEED);
      float[] queries = gaussian(c.tokens() * c.heads() * c.keySize(), random);
      float[] keys = gaussian(c.tokens() * c.kvHeads() * c.keySize(), random);
      float[] values = gaussian(c.tokens() * c.kvHeads() * c.valueSize(), random);
      return new Inputs(c, queries, keys, values);
    }

    /** The rows {@code start .. start + length - 1}. */
    Inputs slice(int start, int length) {
      return new Inputs(
          sizes,
          rows(queries, start, length, sizes.heads() * sizes.keySize()),
          rows(keys, start, length, sizes.kvHeads() * sizes.keySize()),
          rows(values, start, length, sizes.kvHeads() * sizes.valueSize()));
    }

    private static float[] rows(float[] all, int start, int length, int columns) {
      return Arrays.copyOfRange(all, start * columns, (start + length) * columns);
    }

    private float scale() {
      return 2 / (float) Math.sqrt(sizes.keySize());
    }

    float[] attend(Kernels kernels, int threads, List<Integer> lengths) {
      try (Arena arena = Arena.ofShared();
          Workers workers = Workers.of(threads);
          Workspace space = new Workspace(workers)) {
        AttentionCall call = new AttentionCall();
        call.starts =
            IntStream.rangeClosed(0, lengths.size())
                .map(i -> lengths.subList(0, i).stream().mapToInt(length -> length).sum())
                .toArray();
        call.sequences = lengths.size();
        call.tokens = call.starts[lengths.size()];
        call.heads = sizes.heads();
        call.scale = scale();
        call.queries = segment(arena, queries);
        call.keys.plain(segment(arena, keys), sizes.kvHeads(), sizes.keySize());
        call.values.plain(segment(arena, values), sizes.kvHeads(), sizes.valueSize());
        int count = call.tokens * sizes.heads() * sizes.valueSize();
        call.result = blank(arena, count);
        kernels.attention(space, call);
        return floats(call.result, count);
      }
    }

    double[] expected() {
      double[] result = new double[sizes.tokens() * sizes.heads() * sizes.valueSize()];
      int start = 0;
      for (int length : sizes.lengths()) {
        for (int t = start; t < start + length; t++) {
          for (int head = 0; head < sizes.heads(); head++) {
            expected(t, head, start, length, result);
          }
        }
        start += length;
      }
      return result;
    }

    private void expected(int token, int head, int start, int length, double[] result) {
      int kvHead = head / (sizes.heads() / sizes.kvHeads());
      double[] weights = new double[length];
      double total = 0;
      for (int j = 0; j < length; j++) {
        for (int d = 0; d < sizes.keySize(); d++) {
          weights[j] +=
              (double) queries[(token * sizes.heads() + head) * sizes.keySize() + d]
                  * keys[((start + j) * sizes.kvHeads() + kvHead) * sizes.keySize() + d];
        }
        weights[j] = Math.exp(weights[j] * scale());
        total += weights[j];
      }
      for (int j = 0; j < length; j++) {
        for (int v = 0; v < sizes.valueSize(); v++) {
          result[(token * sizes.heads() + head) * sizes.valueSize() + v] +=
              weights[j]
                  / total
                  * values[((start + j) * sizes.kvHeads() + kvHead) * sizes.valueSize() + v];
        }
      }
    }
  }
}
