package dev.inkstone.engine.kernel;

import static dev.inkstone.engine.kernel.KernelsUnderTest.blank;
import static dev.inkstone.engine.kernel.KernelsUnderTest.floats;
import static dev.inkstone.engine.kernel.KernelsUnderTest.gaussian;
import static dev.inkstone.engine.kernel.KernelsUnderTest.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MultiplyTest {
  private static final long SEED = 20260101;
  private static final int[] ROWS = {1, 7, 16, 17, 33, 64, 65, 130};
  private static final int[] TOKENS = {1, 2, 3, 4, 5, 6, 7, 13, 64};

  static Stream<Arguments> kernelsAndFormats() {
    return KernelsUnderTest.all().stream()
        .flatMap(k -> SampleMatrix.FORMATS.stream().map(f -> Arguments.of(k, f)));
  }

  static Stream<Kernels> kernels() {
    return KernelsUnderTest.all().stream();
  }

  @ParameterizedTest
  @MethodSource("kernelsAndFormats")
  void agrees_with_double_precision_at_every_size(Kernels kernels, PanelFormat format) {
    Random random = new Random(SEED);
    try (Workers workers = Workers.of(2);
        Workspace space = new Workspace(workers)) {
      for (int columns : SampleMatrix.columnsFor(format)) {
        for (int rows : ROWS) {
          for (int tokens : columns > 1000 ? new int[] {1, 7} : TOKENS) {
            compare(kernels, space, format, rows, columns, tokens, random);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void agrees_with_double_precision_where_the_sums_of_all_tokens_are_too_many(Kernels kernels) {
    Random random = new Random(SEED);
    PanelFormat q4 = new PanelFormat.Codes(4, 8, 32, 32, false, false);
    // One thread and rows for several chunks: the tokens are cut for their sums alone.
    try (Workers workers = Workers.of(1);
        Workspace space = new Workspace(workers)) {
      for (int tokens : new int[] {516, 520, 1300}) {
        compare(kernels, space, q4, 257, 64, tokens, random);
      }
      compare(kernels, space, PanelFormat.Floats.F32, 257, 1100, 520, random);
    }
  }

  private static void compare(
      Kernels kernels,
      Workspace space,
      PanelFormat format,
      int rows,
      int columns,
      int tokens,
      Random random) {
    try (Arena arena = Arena.ofShared()) {
      SampleMatrix sample = SampleMatrix.of(format, rows, columns, arena, random);
      PackedMatrix packed = kernels.pack(sample.source, arena, space.workers());
      float[] x = gaussian(tokens * columns, random);
      MemorySegment y = blank(arena, (long) tokens * rows);
      kernels.multiply(space, packed, segment(arena, x), tokens, y);
      float[] actual = floats(y, tokens * rows);
      double[] expected = sample.multiply(x, tokens);
      double[] tolerance = sample.tolerance(x, tokens);
      for (int i = 0; i < actual.length; i++) {
        assertThat(Math.abs(actual[i] - expected[i]))
            .as(
                "%s %s, %d x %d, %d tokens, element %d: %s for %s (seed %d)",
                kernels.description(),
                format,
                rows,
                columns,
                tokens,
                i,
                actual[i],
                expected[i],
                SEED)
            .isLessThanOrEqualTo(tolerance[i]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernelsAndFormats")
  void gives_the_same_bits_for_any_number_of_threads(Kernels kernels, PanelFormat format) {
    int columns = Math.ceilDiv(1100, format.weightsPerBlock()) * format.weightsPerBlock();
    for (int tokens : new int[] {1, 5, 100}) {
      float[] alone = product(kernels, format, 200, columns, tokens, 1);
      for (int threads = 2; threads <= 4; threads++) {
        assertThat(product(kernels, format, 200, columns, tokens, threads))
            .as("%d tokens, %d threads", tokens, threads)
            .isEqualTo(alone);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernelsAndFormats")
  void some_tokens_in_the_middle_give_the_bits_they_give_alone(
      Kernels kernels, PanelFormat format) {
    Random random = new Random(SEED);
    int columns = 2 * format.weightsPerBlock();
    int rows = 69;
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(2);
        Workspace space = new Workspace(workers)) {
      SampleMatrix sample = SampleMatrix.of(format, rows, columns, arena, random);
      PackedMatrix packed = kernels.pack(sample.source, arena, workers);
      float[] x = gaussian(11 * columns, random);
      for (int tokens : new int[] {1, 2, 7}) {
        MemorySegment alone = blank(arena, (long) tokens * rows);
        float[] part = Arrays.copyOfRange(x, 3 * columns, (3 + tokens) * columns);
        kernels.multiply(space, packed, segment(arena, part), tokens, alone);
        MemorySegment y = blank(arena, 11L * rows);
        kernels.multiply(space, packed, segment(arena, x), 3, tokens, y);
        float[] all = floats(y, 11 * rows);
        assertThat(Arrays.copyOfRange(all, 3 * rows, (3 + tokens) * rows))
            .isEqualTo(floats(alone, tokens * rows));
        assertThat(Arrays.copyOfRange(all, 0, 3 * rows)).containsOnly(Float.NaN);
        assertThat(Arrays.copyOfRange(all, (3 + tokens) * rows, all.length))
            .containsOnly(Float.NaN);
      }
    }
  }

  private static float[] product(
      Kernels kernels, PanelFormat format, int rows, int columns, int tokens, int threads) {
    Random random = new Random(SEED);
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(threads);
        Workspace space = new Workspace(workers)) {
      SampleMatrix sample = SampleMatrix.of(format, rows, columns, arena, random);
      PackedMatrix packed = kernels.pack(sample.source, arena, workers);
      MemorySegment x = segment(arena, gaussian(tokens * columns, random));
      MemorySegment y = blank(arena, (long) tokens * rows);
      kernels.multiply(space, packed, x, tokens, y);
      return floats(y, tokens * rows);
    }
  }

  @ParameterizedTest
  @MethodSource("kernelsAndFormats")
  void a_call_with_nan_leaves_nothing_behind(Kernels kernels, PanelFormat format) {
    Random random = new Random(SEED);
    int columns = 3 * format.weightsPerBlock();
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(1);
        Workspace space = new Workspace(workers)) {
      SampleMatrix sample = SampleMatrix.of(format, 5, columns, arena, random);
      PackedMatrix packed = kernels.pack(sample.source, arena, workers);
      MemorySegment x = segment(arena, gaussian(columns, random));
      MemorySegment y = blank(arena, 5);
      kernels.multiply(space, packed, x, 1, y);
      float[] expected = floats(y, 5);
      // A format whose zero is not 0 lets the kernels sum activations.
      SampleMatrix other =
          SampleMatrix.of(new PanelFormat.Codes(4, 8, 32, 32, false, false), 5, 512, arena, random);
      MemorySegment bad = segment(arena, gaussian(512, random));
      bad.fill((byte) 0xff);
      kernels.multiply(space, kernels.pack(other.source, arena, workers), bad, 1, y);
      assertThat(floats(y, 5)).containsOnly(Float.NaN);
      kernels.multiply(space, packed, x, 1, y);
      assertThat(floats(y, 5)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void binary16_weights_take_large_and_small_activations(Kernels kernels) {
    Random random = new Random(SEED);
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(1);
        Workspace space = new Workspace(workers)) {
      SampleMatrix sample = SampleMatrix.of(PanelFormat.Floats.F16, 5, 33, arena, random);
      PackedMatrix packed = kernels.pack(sample.source, arena, workers);
      float[] x = gaussian(33, random);
      float[] ordinary = product(kernels, space, packed, x, 1);
      for (float factor : new float[] {0x1p-56f, 0x1p75f}) {
        float[] scaled = product(kernels, space, packed, x, factor);
        for (int row = 0; row < 5; row++) {
          assertThat(scaled[row] / factor).isCloseTo(ordinary[row], within(1e-5f));
        }
      }
    }
  }

  private static float[] product(
      Kernels kernels, Workspace space, PackedMatrix w, float[] x, float factor) {
    try (Arena arena = Arena.ofShared()) {
      float[] scaled = x.clone();
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] *= factor;
      }
      MemorySegment y = blank(arena, 5);
      kernels.multiply(space, w, segment(arena, scaled), 1, y);
      return floats(y, 5);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void panels_take_little_more_than_the_bits_of_the_file(Kernels kernels) {
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(1)) {
      var q4k = new PanelFormat.Codes(4, 0, 256, 32, true, true);
      var q6k = new PanelFormat.Codes(6, 32, 256, 16, true, false);
      var q80 = new PanelFormat.Codes(8, 0, 32, 32, false, false);
      assertThat(bitsPerWeight(kernels, q4k, arena, workers)).isBetween(4.5, 4.65);
      assertThat(bitsPerWeight(kernels, q6k, arena, workers)).isBetween(6.5, 6.6);
      assertThat(bitsPerWeight(kernels, q80, arena, workers)).isBetween(8.5, 8.51);
    }
  }

  private static double bitsPerWeight(
      Kernels kernels, PanelFormat format, Arena arena, Workers workers) {
    SampleMatrix sample = SampleMatrix.of(format, 64, 2048, arena, new Random(SEED));
    return 8.0 * kernels.pack(sample.source, arena, workers).bytes() / (64 * 2048);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void rejects_arguments_that_do_not_fit(Kernels kernels) {
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(1);
        Workspace space = new Workspace(workers)) {
      PanelFormat format = new PanelFormat.Codes(4, 8, 32, 32, false, false);
      SampleMatrix sample = SampleMatrix.of(format, 8, 64, arena, new Random(SEED));
      PackedMatrix packed = kernels.pack(sample.source, arena, workers);
      MemorySegment x = blank(arena, 64);
      MemorySegment y = blank(arena, 8);
      assertThatThrownBy(() -> kernels.multiply(space, packed, x, 0, y))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("tokens = 0");
      assertThatThrownBy(() -> kernels.multiply(space, packed, x, 2, y))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("x (2 x 64) has 256 bytes, expected 512");
      assertThatThrownBy(() -> kernels.multiply(space, packed, x, 1, 1, y))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("x (2 x 64) has 256 bytes, expected 512");
      assertThatThrownBy(() -> kernels.multiply(space, packed, x, -1, 1, y))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("tokens = 1 from -1 on");
      MemorySegment heap = MemorySegment.ofArray(new float[64]);
      assertThatThrownBy(() -> kernels.multiply(space, packed, heap, 1, y))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("of native memory");
      MatrixSource cut =
          new MatrixSource(
              format,
              sample.source.splitter(),
              sample.source.data(),
              9,
              64,
              sample.source.bytesPerRow());
      assertThatThrownBy(() -> kernels.pack(cut, arena, workers))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("matrix of 9 x 64");
      MatrixSource odd =
          new MatrixSource(
              format,
              sample.source.splitter(),
              sample.source.data(),
              8,
              33,
              sample.source.bytesPerRow());
      assertThatThrownBy(() -> kernels.pack(odd, arena, workers))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("multiples of 32");
    }
  }
}
