package dev.inkstone.engine.kernel;

import static dev.inkstone.engine.kernel.KernelsUnderTest.blank;
import static dev.inkstone.engine.kernel.KernelsUnderTest.floats;
import static dev.inkstone.engine.kernel.KernelsUnderTest.gaussian;
import static dev.inkstone.engine.kernel.KernelsUnderTest.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What encoders need beside matrix products and attention: layer norm, GELU, fused epilogues. */
class EncoderKernelsTest {
  private static final long SEED = 20260106;

  static Stream<Kernels> kernels() {
    return KernelsUnderTest.all().stream();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void layer_norm_agrees_with_double_precision(Kernels kernels) {
    Random random = new Random(SEED);
    for (int columns : new int[] {2, 7, 16, 33, 64, 130, 384}) {
      int rows = 130;
      float[] x = gaussian(rows * columns, random);
      float[] addend = gaussian(rows * columns, random);
      for (int i = 0; i < x.length; i++) {
        x[i] += 3; // a mean that is no rounding error
      }
      float[] gain = gaussian(columns, random);
      float[] bias = gaussian(columns, random);
      check(kernels, x, null, gain, bias, rows);
      check(kernels, x, addend, gain, bias, rows);
    }
  }

  private static void check(
      Kernels kernels, float[] x, float @Nullable [] addend, float[] gain, float[] bias, int rows) {
    int columns = gain.length;
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(3);
        Workspace space = new Workspace(workers)) {
      MemorySegment y = blank(arena, x.length);
      kernels.layerNorm(
          space,
          segment(arena, x),
          addend == null ? null : segment(arena, addend),
          segment(arena, gain),
          segment(arena, bias),
          1e-5f,
          rows,
          columns,
          y);
      float[] actual = floats(y, x.length);
      for (int row = 0; row < rows; row++) {
        double[] z = new double[columns];
        double mean = 0;
        for (int i = 0; i < columns; i++) {
          z[i] = x[row * columns + i] + (addend == null ? 0.0 : addend[row * columns + i]);
          mean += z[i] / columns;
        }
        double variance = 0;
        for (double value : z) {
          variance += (value - mean) * (value - mean) / columns;
        }
        for (int i = 0; i < columns; i++) {
          double expected = (z[i] - mean) / Math.sqrt(variance + 1e-5) * gain[i] + bias[i];
          double size = Math.abs(gain[i] / Math.sqrt(variance + 1e-5)) * 8 + 1;
          assertThat((double) actual[row * columns + i])
              .as("%d columns, row %d, element %d, seed %d", columns, row, i, SEED)
              .isCloseTo(expected, within(5e-7 * size));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void gelu_has_the_error_it_states(Kernels kernels) {
    int count = 160_001;
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = (i - 80_000) * 1e-4f;
    }
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(3);
        Workspace space = new Workspace(workers)) {
      MemorySegment y = blank(arena, count);
      kernels.gelu(space, segment(arena, x), count, y);
      float[] actual = floats(y, count);
      double worst = 0;
      for (int i = 0; i < count; i++) {
        double expected = x[i] * NormalDistribution.cumulative(x[i]);
        worst = Math.max(worst, Math.abs(actual[i] - expected) / Math.max(1, Math.abs(x[i])));
      }
      assertThat(worst).isLessThan(3e-7);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void gelu_of_extreme_numbers_is_the_limit(Kernels kernels) {
    float[] x = {
      -1e30f,
      -200,
      -5.6f,
      0,
      5.6f,
      200,
      1e30f,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.NaN
    };
    float[] padded = new float[48];
    System.arraycopy(x, 0, padded, 0, x.length); // once in a vector, once in what is left over
    System.arraycopy(x, 0, padded, 38, x.length);
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(1);
        Workspace space = new Workspace(workers)) {
      MemorySegment y = blank(arena, 47);
      kernels.gelu(space, segment(arena, padded), 47, y);
      float[] actual = floats(y, 47);
      for (int i = 0; i < 9; i++) {
        float expected = x[i] > 0 ? x[i] : 0;
        assertThat(actual[i]).as("%s", x[i]).isCloseTo(expected, within(2e-7f));
        assertThat(actual[38 + i]).as("%s", x[i]).isEqualTo(actual[i]);
      }
      assertThat(actual[9]).isNaN();
    }
  }

  @Test
  void gelu_of_a_number_has_the_bits_of_a_lane() {
    assumeTrue(CpuFeatures.current().vectorsUsable(), () -> CpuFeatures.current().description());
    float[] x = gaussian(4096, new Random(SEED));
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(1);
        Workspace space = new Workspace(workers)) {
      MemorySegment y = blank(arena, x.length);
      CpuFeatures.kernels().gelu(space, segment(arena, x), x.length, y);
      float[] lanes = floats(y, x.length);
      for (int i = 0; i < x.length; i++) {
        assertThat(Gelu.of(x[i])).as("%s", x[i]).isEqualTo(lanes[i]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void fused_epilogues_have_the_bits_of_the_operations_one_by_one(Kernels kernels) {
    Random random = new Random(SEED);
    for (int rows : new int[] {1, 33, 64, 130}) {
      for (int columns : new int[] {32, 512, 1056}) {
        try (Arena arena = Arena.ofShared();
            Workers workers = Workers.of(3);
            Workspace space = new Workspace(workers)) {
          SampleMatrix sample =
              SampleMatrix.of(PanelFormat.Floats.F32, rows, columns, arena, random);
          PackedMatrix matrix = kernels.pack(sample.source, arena, workers);
          MemorySegment bias = segment(arena, gaussian(rows, random));
          for (int tokens : new int[] {1, 2, 3, 5, 6, 7, 13}) {
            MemorySegment x = segment(arena, gaussian(tokens * columns, random));
            for (Epilogue epilogue : List.of(Epilogue.NONE, Epilogue.BIAS, Epilogue.BIAS_GELU)) {
              int count = tokens * rows;
              MemorySegment fused = blank(arena, count);
              MultiplyCall call = new MultiplyCall();
              call.begin(x, 0, tokens, epilogue);
              call.add(matrix, bias, fused);
              kernels.multiply(space, call);
              MemorySegment steps = blank(arena, count);
              kernels.multiply(space, matrix, x, tokens, steps);
              if (epilogue != Epilogue.NONE) {
                kernels.addRow(space, steps, bias, tokens, rows, steps);
              }
              if (epilogue == Epilogue.BIAS_GELU) {
                kernels.gelu(space, steps, count, steps);
              }
              assertThat(floats(fused, count))
                  .as("%d x %d, %d tokens, %s, seed %d", rows, columns, tokens, epilogue, SEED)
                  .isEqualTo(floats(steps, count));
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void a_bias_that_is_too_short_is_rejected(Kernels kernels) {
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(1);
        Workspace space = new Workspace(workers)) {
      SampleMatrix sample =
          SampleMatrix.of(PanelFormat.Floats.F32, 33, 32, arena, new Random(SEED));
      PackedMatrix matrix = kernels.pack(sample.source, arena, workers);
      MemorySegment x = blank(arena, 64);
      MemorySegment y = blank(arena, 66);
      MemorySegment bias = blank(arena, 32);
      MultiplyCall call = new MultiplyCall();
      call.begin(x, 0, 2, Epilogue.BIAS);
      call.add(matrix, bias, y);
      assertThatThrownBy(() -> kernels.multiply(space, call))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("bias (1 x 33) has 128 bytes, expected 132");
    }
  }
}
