package dev.inkstone.engine.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.engine.quant.BlockFormat;
import dev.inkstone.engine.quant.BlockFormats;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both gradients of a linear layer against loops that sum in binary64. */
class LinearGradientsTest {
  private static final long SEED = 20_261_126;

  @ParameterizedTest
  @CsvSource({
    // format, tokens, out, in
    "F32, 1, 1, 1",
    "F32, 1, 33, 17",
    "F32, 2, 1, 65",
    "F32, 7, 9, 16",
    "F32, 13, 70, 31",
    "F32, 33, 8, 130",
    "F32, 64, 129, 8",
    "F16, 5, 40, 33",
    "Q4_0, 1, 31, 32",
    "Q4_0, 7, 17, 96",
    "Q4_K, 1, 3, 256",
    "Q4_K, 19, 67, 512",
    "Q6_K, 6, 16, 256",
    "F32, 3, 2100, 1024", // more rows of the weight than are packed at a time
    "F32, 2049, 7, 1024", // more tokens
    "F32, 1025, 2100, 5", // more rows of the result
  })
  void are_the_sums_of_plain_loops_added_to_what_was_there(
      String format, int tokens, int out, int in) {
    try (Fixture f = new Fixture(format, tokens, out, in, 2)) {
      float[] dxBefore = f.dx.toArray();
      float[] dwBefore = f.dw.toArray();

      f.run();

      float[] row = new float[in];
      double[] dx = new double[tokens * in];
      double[] dxSizes = new double[tokens * in];
      double[] dw = new double[out * in];
      double[] dwSizes = new double[out * in];
      for (int o = 0; o < out; o++) {
        f.weight.decodeRow(o, row);
        for (int t = 0; t < tokens; t++) {
          double slope = f.dy.get(t, o);
          for (int i = 0; i < in; i++) {
            add(dx, dxSizes, t * in + i, slope * row[i]);
            add(dw, dwSizes, o * in + i, slope * f.x.get(t, i));
          }
        }
      }
      String what = "%s, %d tokens, %d x %d, seed %d".formatted(format, tokens, out, in, SEED);
      compare("dx of " + what, f.dx.toArray(), dxBefore, dx, dxSizes);
      compare("dw of " + what, f.dw.toArray(), dwBefore, dw, dwSizes);
    }
  }

  private static void add(double[] sums, double[] sizes, int index, double term) {
    sums[index] += term;
    sizes[index] += Math.abs(term);
  }

  /** A sum of n terms errs by half of n units in the last place of its size, in practice by few. */
  private static void compare(
      String what, float[] actual, float[] before, double[] sums, double[] sizes) {
    int worst = 0;
    double most = 0;
    for (int i = 0; i < actual.length; i++) {
      double unit = Math.ulp(1f) * (Math.abs(before[i]) + sizes[i]);
      double error = Math.abs(actual[i] - (before[i] + sums[i])) / unit;
      if (!(error <= most)) {
        worst = i;
        most = error;
      }
    }
    assertThat(most)
        .as("%s, %d: %s for %s + %s", what, worst, actual[worst], before[worst], sums[worst])
        .isLessThanOrEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({"F32, 1, 9, 33", "Q4_0, 13, 70, 96", "Q4_K, 100, 130, 256", "F32, 3, 2100, 1024"})
  void have_the_same_bits_for_any_number_of_threads(String format, int tokens, int out, int in) {
    float[][] alone = gradients(format, tokens, out, in, 1);
    for (int threads = 2; threads <= 4; threads++) {
      float[][] shared = gradients(format, tokens, out, in, threads);
      assertThat(shared[0]).as("dx, %d threads", threads).isEqualTo(alone[0]);
      assertThat(shared[1]).as("dw, %d threads", threads).isEqualTo(alone[1]);
    }
  }

  private static float[][] gradients(String format, int tokens, int out, int in, int threads) {
    try (Fixture f = new Fixture(format, tokens, out, in, threads)) {
      f.run();
      return new float[][] {f.dx.toArray(), f.dw.toArray()};
    }
  }

  @Test
  void of_shapes_that_do_not_fit_are_refused() {
    try (Fixture f = new Fixture("F32", 3, 5, 7, 1)) {
      assertThatThrownBy(() -> f.ops.addInputGradient(f.weight, f.x, f.dx))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("linear [5, 7]")
          .hasMessageContaining("dy [3, 7]");
      assertThatThrownBy(() -> f.ops.addWeightGradient(f.dy, f.x, f.dx))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("linear [3, 7]");
    }
  }

  /** Random operands, and gradients that already hold something. */
  private static final class Fixture implements AutoCloseable {
    final WeightMemory memory;
    final EagerOps ops;
    final Weight weight;
    final Tensor x;
    final Tensor dy;
    final Tensor dx;
    final Tensor dw;

    Fixture(String format, int tokens, int out, int in, int threads) {
      Random random = new Random(SEED);
      memory = WeightMemory.open(threads);
      ops = EagerOps.keeping(memory);
      Arena arena = memory.arena();
      BlockFormat block = BlockFormats.byName(format);
      MemorySegment data = arena.allocate(out * block.bytesFor(in), 64);
      for (int o = 0; o < out; o++) {
        block.encode(floats(in, random), 0, in, data, o * block.bytesFor(in));
      }
      weight = new Weight("w", Shape.of(out, in), block, data, memory);
      x = tensor(tokens, in, random);
      dy = tensor(tokens, out, random);
      dx = tensor(tokens, in, random);
      dw = tensor(out, in, random);
    }

    void run() {
      ops.addInputGradient(weight, dy, dx);
      ops.addWeightGradient(dy, x, dw);
    }

    private Tensor tensor(int rows, int columns, Random random) {
      MemorySegment data = memory.arena().allocate((long) rows * columns * Float.BYTES, 64);
      MemorySegment.copy(floats(rows * columns, random), 0, data, JAVA_FLOAT, 0, rows * columns);
      return Tensor.of(DType.F32, rows, columns, data);
    }

    private static float[] floats(int count, Random random) {
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = (float) random.nextGaussian();
      }
      return values;
    }

    @Override
    public void close() {
      ops.close();
      memory.close();
    }
  }
}
