package dev.inkstone.engine.kernel;

import static dev.inkstone.engine.kernel.KernelsUnderTest.blank;
import static dev.inkstone.engine.kernel.KernelsUnderTest.floats;
import static dev.inkstone.engine.kernel.KernelsUnderTest.gaussian;
import static dev.inkstone.engine.kernel.KernelsUnderTest.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SmallKernelsTest {
  private static final long SEED = 20260103;
  private static final int[] COUNTS = {0, 1, 7, 15, 16, 17, 33, 64, 4098, 70_001};

  static Stream<Kernels> kernels() {
    return KernelsUnderTest.all().stream();
  }

  /** What a test computes: one kernel over two inputs. */
  private interface Operation {
    void run(Workspace space, MemorySegment a, MemorySegment b, int count, MemorySegment y);
  }

  private static void check(
      Operation operation, DoubleBinaryOperator expected, double relativeTolerance) {
    Random random = new Random(SEED);
    try (Workers workers = Workers.of(3);
        Workspace space = new Workspace(workers)) {
      for (int count : COUNTS) {
        try (Arena arena = Arena.ofShared()) {
          float[] a = gaussian(count, random);
          float[] b = gaussian(count, random);
          MemorySegment y = blank(arena, count);
          operation.run(space, segment(arena, a), segment(arena, b), count, y);
          compare(floats(y, count), i -> expected.applyAsDouble(a[i], b[i]), relativeTolerance, 0);
        }
      }
    }
  }

  private static void compare(
      float[] actual, IntToDoubleFunction expected, double relative, double absolute) {
    for (int i = 0; i < actual.length; i++) {
      double want = expected.applyAsDouble(i);
      assertThat(Math.abs(actual[i] - want))
          .as("element %d of %d: %s for %s (seed %d)", i, actual.length, actual[i], want, SEED)
          .isLessThanOrEqualTo(Math.abs(want) * relative + absolute);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void add_gives_the_rounded_sum(Kernels kernels) {
    check(kernels::add, (a, b) -> (float) a + (float) b, 0);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void add_may_write_over_an_operand(Kernels kernels) {
    check(
        (space, a, b, count, y) -> {
          kernels.add(space, a, b, count, a);
          MemorySegment.copy(a, 0, y, 0, count * 4L);
        },
        (a, b) -> (float) a + (float) b,
        0);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void multiply_elements_gives_the_rounded_product(Kernels kernels) {
    check(kernels::multiplyElements, (a, b) -> (float) a * (float) b, 0);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void scale_gives_the_rounded_product(Kernels kernels) {
    check(
        (space, a, b, count, y) -> kernels.scale(space, a, 0.3f, count, y),
        (a, b) -> (float) a * 0.3f,
        0);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void mixed_rows_are_rounded_sums_in_the_order_of_their_terms(Kernels kernels) {
    Random random = new Random(SEED);
    for (int columns : new int[] {1, 7, 16, 33, 4098}) {
      for (int terms : new int[] {1, 2, 3}) {
        int count = 9;
        int[] rows = random.ints(count * terms, 0, 5).toArray();
        float[] x = gaussian(5 * columns, random);
        float[] factors = gaussian(count * terms, random);
        float[] expected = new float[count * columns];
        for (int i = 0; i < expected.length; i++) {
          int first = i / columns * terms;
          for (int j = first; j < first + terms; j++) {
            float product = factors[j] * x[rows[j] * columns + i % columns];
            expected[i] = j == first ? product : expected[i] + product;
          }
        }
        try (Arena arena = Arena.ofShared();
            Workers workers = Workers.of(3);
            Workspace space = new Workspace(workers)) {
          MemorySegment y = blank(arena, (long) count * columns);
          MemorySegment weights = segment(arena, factors);
          kernels.mixRows(space, segment(arena, x), rows, weights, terms, count, columns, y);
          assertThat(floats(y, count * columns))
              .as("%d columns, %d terms, seed %d", columns, terms, SEED)
              .isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void mixing_rejects_rows_that_are_not_there(Kernels kernels) {
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(1);
        Workspace space = new Workspace(workers)) {
      MemorySegment x = blank(arena, 6);
      int[] rows = {0, 2};
      assertThatThrownBy(() -> kernels.mixRows(space, x, rows, x, 2, 1, 3, x))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("x (3 x 3) has 24 bytes, expected 36");
      assertThatThrownBy(() -> kernels.mixRows(space, x, rows, x, 2, 2, 3, x))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2 rows for 2 sums of 2 terms");
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void silu_is_within_some_units_in_the_last_place(Kernels kernels) {
    check(
        (space, a, b, count, y) -> {
          kernels.scale(space, a, 8, count, a);
          kernels.silu(space, a, count, y);
        },
        (a, b) -> 8 * a / (1 + Math.exp(-8 * a)),
        4e-7);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void swi_glu_multiplies_silu_by_up(Kernels kernels) {
    check(kernels::swiGlu, (a, b) -> a / (1 + Math.exp(-a)) * b, 5e-7);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void silu_of_extreme_numbers_neither_overflows_nor_hides_not_a_number(Kernels kernels) {
    float[] x = {-200, -88.5f, 200, Float.NaN, 0, -1e30f, 1e30f, -0f};
    float[] extreme = new float[32];
    System.arraycopy(x, 0, extreme, 0, x.length);
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(1);
        Workspace space = new Workspace(workers)) {
      MemorySegment y = blank(arena, 32);
      kernels.silu(space, segment(arena, extreme), 32, y);
      float[] actual = floats(y, 8);
      assertThat(actual[3]).isNaN();
      actual[3] = 0;
      float[] expected = {0, 0, 200, 0, 0, 0, 1e30f, 0};
      compare(actual, i -> expected[i], 0, 1e-35);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void add_row_adds_the_bias_to_every_row(Kernels kernels) {
    Random random = new Random(SEED);
    for (int columns : new int[] {1, 7, 16, 33, 300}) {
      int rows = 130;
      float[] x = gaussian(rows * columns, random);
      float[] bias = gaussian(columns, random);
      try (Arena arena = Arena.ofShared();
          Workers workers = Workers.of(2);
          Workspace space = new Workspace(workers)) {
        MemorySegment y = blank(arena, (long) rows * columns);
        kernels.addRow(space, segment(arena, x), segment(arena, bias), rows, columns, y);
        compare(floats(y, rows * columns), i -> x[i] + bias[i % columns], 0, 0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void rms_norm_agrees_with_double_precision(Kernels kernels) {
    Random random = new Random(SEED);
    for (int columns : new int[] {1, 7, 16, 33, 64, 130, 2048}) {
      int rows = 19;
      float[] x = gaussian(rows * columns, random);
      float[] gain = gaussian(columns, random);
      try (Arena arena = Arena.ofShared();
          Workers workers = Workers.of(2);
          Workspace space = new Workspace(workers)) {
        MemorySegment y = blank(arena, (long) rows * columns);
        kernels.rmsNorm(space, segment(arena, x), segment(arena, gain), 1e-5f, rows, columns, y);
        compare(
            floats(y, rows * columns),
            i -> {
              double squares = 0;
              for (int k = 0; k < columns; k++) {
                squares += Math.pow(x[i / columns * columns + k], 2);
              }
              return x[i] / Math.sqrt(squares / columns + 1e-5f) * gain[i % columns];
            },
            6e-7,
            0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void rotate_turns_pairs_and_copies_the_rest(Kernels kernels) {
    for (int[] sizes : new int[][] {{64, 64}, {80, 20}, {128, 128}, {6, 2}, {96, 64}, {34, 34}}) {
      for (boolean interleaved : new boolean[] {false, true}) {
        rotate(kernels, 5, 3, sizes[0], sizes[1], interleaved);
        rotate(kernels, 150, 2, sizes[0], sizes[1], interleaved);
      }
    }
  }

  private static void rotate(
      Kernels kernels, int rows, int heads, int headSize, int rotated, boolean interleaved) {
    Random random = new Random(SEED);
    float[] x = gaussian(rows * heads * headSize, random);
    float[] table = gaussian(rows * rotated, random);
    int half = rotated / 2;
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(2);
        Workspace space = new Workspace(workers)) {
      MemorySegment y = blank(arena, x.length);
      MemorySegment source = segment(arena, x);
      MemorySegment angles = segment(arena, table);
      kernels.rotate(space, source, rows, heads, headSize, rotated, interleaved, angles, y);
      float[] actual = floats(y, x.length);
      kernels.rotate(space, source, rows, heads, headSize, rotated, interleaved, angles, source);
      assertThat(floats(source, x.length)).as("in place").isEqualTo(actual);
      compare(
          actual,
          i -> {
            int inHead = i % headSize;
            if (inHead >= rotated) {
              return x[i];
            }
            int pair = interleaved ? inHead / 2 : inHead % half;
            boolean first = interleaved ? inHead % 2 == 0 : inHead < half;
            int other = i + (first ? 1 : -1) * (interleaved ? 1 : half);
            int row = i / (heads * headSize);
            double cos = table[row * rotated + pair];
            double sin = table[row * rotated + half + pair];
            return x[i] * cos + (first ? -1 : 1) * x[other] * sin;
          },
          0,
          2e-6);
    }
  }
}
