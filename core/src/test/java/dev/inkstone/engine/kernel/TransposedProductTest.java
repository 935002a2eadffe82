package dev.inkstone.engine.kernel;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Products that contract over the rows of a matrix, of activations that lie as they may. */
class TransposedProductTest {
  private static final long SEED = 20_261_126;
  private static final int[] COLUMNS = {1, 7, 16, 33, 64, 130};
  private static final int[] DEPTHS = {1, 2, 7, 8, 33, 1030};
  private static final int[] TOKENS = {1, 2, 3, 6, 7, 13};

  static Stream<Kernels> kernels() {
    return KernelsUnderTest.all().stream();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void agree_with_double_precision_at_every_size(Kernels kernels) {
    Random random = new Random(SEED);
    try (Workers workers = Workers.of(2);
        Workspace space = new Workspace(workers)) {
      for (int columns : COLUMNS) {
        for (int depth : DEPTHS) {
          for (int tokens : TOKENS) {
            compare(kernels, space, new Sizes(tokens, depth, columns, depth + 2, 1), random);
            compare(kernels, space, new Sizes(tokens, depth, columns, 1, tokens + 3), random);
          }
        }
      }
    }
  }

  /**
   * {@code (tokens, depth) . (depth, columns)}, the left one with these steps; it is preceded by a
   * token and the right one by two rows that are left out.
   */
  private record Sizes(int tokens, int depth, int columns, int rowStep, int columnStep) {}

  private static void compare(Kernels kernels, Workspace space, Sizes sizes, Random random) {
    int tokens = sizes.tokens;
    int columns = sizes.columns;
    float[] b = gaussian((2 + sizes.depth) * columns, random);
    float[] x = gaussian(tokens * sizes.rowStep + (sizes.depth - 1) * sizes.columnStep + 1, random);
    float[] before = gaussian((1 + tokens) * columns, random);
    try (Arena arena = Arena.ofShared()) {
      MemorySegment y = segment(arena, before);
      PackedMatrix packed =
          kernels.packTransposed(
              space,
              (row, target, at) -> System.arraycopy(b, row * columns, target, at, columns),
              2,
              sizes.depth,
              columns);
      MultiplyCall call = new MultiplyCall();
      call.begin(segment(arena, x), 1, tokens, Epilogue.ADD);
      call.steps(sizes.rowStep, sizes.columnStep);
      call.add(packed, MemorySegment.NULL, y);

      kernels.multiply(space, call);

      float[] actual = floats(y, before.length);
      assertThat(Arrays.copyOf(actual, columns)).isEqualTo(Arrays.copyOf(before, columns));
      for (int t = 1; t <= tokens; t++) {
        for (int c = 0; c < columns; c++) {
          double sum = before[t * columns + c];
          double size = Math.abs(sum);
          for (int k = 0; k < sizes.depth; k++) {
            double term = x[t * sizes.rowStep + k * sizes.columnStep];
            term *= b[(2 + k) * columns + c];
            sum += term;
            size += Math.abs(term);
          }
          assertThat(Math.abs(actual[t * columns + c] - sum))
              .as("%s, %s, token %d, column %d, seed %d", kernels, sizes, t, c, SEED)
              .isLessThanOrEqualTo(4 * Math.ulp(1f) * size);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void have_the_same_bits_for_any_number_of_threads(Kernels kernels) {
    float[] alone = product(kernels, 1);
    for (int threads = 2; threads <= 4; threads++) {
      assertThat(product(kernels, threads)).as("%d threads", threads).isEqualTo(alone);
    }
  }

  private static float[] product(Kernels kernels, int threads) {
    Random random = new Random(SEED);
    float[] b = gaussian(300 * 200, random);
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(threads);
        Workspace space = new Workspace(workers)) {
      RowReader rows = (row, target, at) -> System.arraycopy(b, row * 200, target, at, 200);
      MemorySegment y = segment(arena, gaussian(100 * 200, random));
      MultiplyCall call = new MultiplyCall();
      call.begin(segment(arena, gaussian(300 * 100, random)), 0, 100, Epilogue.ADD);
      call.steps(1, 100);
      call.add(kernels.packTransposed(space, rows, 0, 300, 200), MemorySegment.NULL, y);
      kernels.multiply(space, call);
      return floats(y, 100 * 200);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void packing_a_smaller_matrix_leaves_nothing_of_a_larger_one(Kernels kernels) {
    try (Workers workers = Workers.of(2);
        Workspace space = new Workspace(workers)) {
      RowReader sevens = (row, target, at) -> Arrays.fill(target, at, at + 40, 7);
      kernels.packTransposed(space, sevens, 0, 50, 40);
      long bytes = space.bytes();

      RowReader ones = (row, target, at) -> Arrays.fill(target, at, at + 1, 1);
      PackedMatrix small = kernels.packTransposed(space, ones, 0, 3, 1);

      assertThat(space.bytes()).isEqualTo(bytes);
      assertThat(small.rows()).isEqualTo(1);
      assertThat(small.columns()).isEqualTo(3);
      float[] expected = new float[3 * kernels.lanes()];
      for (int k = 0; k < 3; k++) {
        expected[k * kernels.lanes()] = 1;
      }
      assertThat(floats(small.data(), expected.length)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void arguments_that_do_not_fit_are_rejected(Kernels kernels) {
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(1);
        Workspace space = new Workspace(workers)) {
      RowReader zeros = (row, target, at) -> {};
      assertThatThrownBy(() -> kernels.packTransposed(space, zeros, 0, 0, 4))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("0 rows of 4 elements");
      MultiplyCall call = new MultiplyCall();
      assertThatThrownBy(() -> call.steps(0, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("steps of 0 and 1");
      PackedMatrix packed = kernels.packTransposed(space, zeros, 0, 5, 4);
      call.begin(segment(arena, new float[21]), 0, 2, Epilogue.ADD);
      call.steps(1, 5); // the last element is the 22nd
      call.add(packed, MemorySegment.NULL, segment(arena, new float[8]));
      assertThatThrownBy(() -> kernels.multiply(space, call))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("x (2 x 5) has 84 bytes, expected 88");
      call.add(packed, MemorySegment.NULL, MemorySegment.NULL);
      assertThatThrownBy(() -> kernels.gated(space, call))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("steps");
    }
  }
}
