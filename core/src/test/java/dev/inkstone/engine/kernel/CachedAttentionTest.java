package dev.inkstone.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkstone.engine.quant.BlockFormat;
import dev.inkstone.engine.quant.BlockFormats;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attention over caches of the sizes that models have, against double precision on keys and values
 * as they were before a cache rounded them.
 *
 * <p>How far it may be off follows from the formats. A number is rounded by half a step at most,
 * evenly spread: a variance of {@code step^2 / 12}. With weights {@code p}, result {@code o} and an
 * error {@code e_j} of score {@code j}, the result is off by {@code sum p_j (dv_j + e_j (v_j - o))}
 * to first order. Errors are independent, so the variance of element {@code i} is
 *
 * <pre>
 *   sum p_j^2 (var v_ji + var e_j (v_ji - o_i)^2)      var e_j = scale^2 sum q_i^2 var k_ji
 * </pre>
 *
 * <p>where keys and queries are rotated if the format does; of a rotated value each element gets
 * the mean variance of its block. All of it is computed here from exact numbers. Elements are
 * normally distributed by that, as they are sums over many positions: no one of some 95,000 a
 * format may be off by more than 6 deviations (4.6 are seen), and their root mean square is about
 * one deviation, which says that the bound is tight.
 */
class CachedAttentionTest {
  private static final long SEED = 20261127;
  private static final int KEY_HEADS = 2;
  private static final int[] SIZES = {64, 80, 96, 112, 128, 256};
  private static final int[] GROUPS = {1, 4, 8};
  private static final int BLOCK = 32;

  /** Deviations of one element at most. */
  private static final double MOST = 6;

  /**
   * How far the root mean square of a case may be from one deviation. Of the 128 elements of the
   * smallest a part of 1 / sqrt(256) is usual if they are independent, which those of a head are
   * not quite; over all sizes 0.89 to 1.23 is seen.
   */
  private static final double SPREAD = 0.3;

  /** Queries of the last {@code tokens} of {@code positions}, {@code group} a key head. */
  record Case(int tokens, int positions, int group, int size, int window) {
    int heads() {
      return group * KEY_HEADS;
    }

    double scale() {
      return 1 / Math.sqrt(size);
    }
  }

  static Stream<Arguments> formatsAndCases() {
    return CacheFormats.all().keySet().stream()
        .filter(format -> !format.equals("F32"))
        .sorted()
        .flatMap(format -> cases().map(c -> Arguments.of(format, c)));
  }

  private static Stream<Case> cases() {
    Stream<Case> sized =
        Arrays.stream(SIZES)
            .boxed()
            .flatMap(
                size ->
                    Stream.concat(
                        Arrays.stream(GROUPS).mapToObj(g -> new Case(1, 301, g, size, 0)),
                        Stream.of(new Case(9, 333, 4, size, 0))));
    return Stream.concat(
        sized, Stream.of(new Case(1, 400, 4, 128, 150), new Case(17, 400, 8, 80, 100)));
  }

  @ParameterizedTest
  @MethodSource("formatsAndCases")
  void is_off_by_what_the_rounding_of_the_cache_explains(String format, Case sizes) {
    Inputs inputs = Inputs.of(sizes);
    Exact exact = Exact.of(inputs, inputs.keys, inputs.values);
    double[] deviations = new Rounding(format, inputs).deviations(exact);
    for (Kernels kernels : KernelsUnderTest.all()) {
      float[] actual = inputs.attend(kernels, format);
      double[] errors =
          IntStream.range(0, actual.length)
              .mapToDouble(i -> (actual[i] - exact.results[i]) / deviations[i])
              .toArray();
      String what = "%s (seed %d)".formatted(kernels.description(), SEED);
      assertThat(Arrays.stream(errors).map(Math::abs).max().orElseThrow())
          .as("largest error in deviations, %s", what)
          .isLessThan(MOST);
      assertThat(rootMeanSquare(errors))
          .as("root mean square of errors in deviations, %s", what)
          .isBetween(1 - SPREAD, 1 + SPREAD);
    }
  }

  /**
   * As keys of real models have channels that are large at every position. The fewer of its blocks
   * have one, the less a straight row loses: 3.1 times as much with 64 elements, 2.1 with 256.
   */
  @ParameterizedTest
  @ValueSource(ints = {64, 128, 256})
  void rotated_keys_with_outlier_channels_lose_less_than_straight_ones(int size) {
    Inputs inputs = Inputs.of(new Case(1, 301, 4, size, 0)).withOutliers(3, size - 7);
    Exact exact = Exact.of(inputs, inputs.keys, inputs.values);
    Exact straight = Exact.of(inputs, throughBlocks(inputs.keys), throughBlocks(inputs.values));
    double lost = distance(exact, i -> straight.results[i]);
    for (Kernels kernels : KernelsUnderTest.all()) {
      float[] rotated = inputs.attend(kernels, "Q4_0");
      assertThat(distance(exact, i -> rotated[i]))
          .as("%s (seed %d)", kernels.description(), SEED)
          .isLessThan(lost / 1.8);
    }
  }

  private static double distance(Exact exact, IntToDoubleFunction actual) {
    return rootMeanSquare(
        IntStream.range(0, exact.results.length)
            .mapToDouble(i -> actual.applyAsDouble(i) - exact.results[i])
            .toArray());
  }

  private static double rootMeanSquare(double[] x) {
    return Math.sqrt(Arrays.stream(x).map(e -> e * e).average().orElseThrow());
  }

  /** What Q4_0 makes of rows of weights, which nobody rotates. */
  private static float[] throughBlocks(float[] rows) {
    BlockFormat format = BlockFormats.byName("Q4_0");
    float[] result = new float[rows.length];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment blocks = arena.allocate(format.bytesFor(rows.length));
      format.encode(rows, 0, rows.length, blocks, 0);
      format.decode(blocks, 0, result, 0, rows.length);
    }
    return result;
  }

  /** Matrices of rows of all heads, position by position. */
  private record Inputs(Case sizes, float[] queries, float[] keys, float[] values) {

    static Inputs of(Case c) {
      Random random = new Random(SEED);
      float[] queries = KernelsUnderTest.gaussian(c.tokens * c.heads() * c.size, random);
      float[] keys = KernelsUnderTest.gaussian(c.positions * KEY_HEADS * c.size, random);
      float[] values = KernelsUnderTest.gaussian(c.positions * KEY_HEADS * c.size, random);
      return new Inputs(c, queries, keys, values);
    }

    /** The same with two channels that are some twenty times as large, and differ by a tenth. */
    Inputs withOutliers(int... channels) {
      float[] changed = keys.clone();
      for (int row = 0; row < changed.length; row += sizes.size) {
        for (int channel : channels) {
          changed[row + channel] = 20 + 2 * changed[row + channel];
        }
      }
      return new Inputs(sizes, queries, changed, values);
    }

    float[] attend(Kernels kernels, String format) {
      try (Arena arena = Arena.ofShared();
          Workers workers = Workers.of(2);
          Workspace space = new Workspace(workers)) {
        AttentionCall call = new AttentionCall();
        call.tokens = sizes.tokens;
        call.firstPosition = sizes.positions - sizes.tokens;
        call.heads = sizes.heads();
        call.window = sizes.window;
        call.scale = (float) sizes.scale();
        call.queries = KernelsUnderTest.segment(arena, queries);
        call.result = KernelsUnderTest.blank(arena, queries.length);
        store(keys, call.keys, CacheFormats.byName(format), kernels, space, arena);
        store(values, call.values, CacheFormats.byName(format), kernels, space, arena);
        kernels.attention(space, call);
        return KernelsUnderTest.floats(call.result, queries.length);
      }
    }

    private void store(
        float[] x,
        KeyValueRows rows,
        CacheFormat format,
        Kernels kernels,
        Workspace space,
        Arena arena) {
      long bytes = KeyValueRows.bytes(format, sizes.positions, KEY_HEADS, sizes.size);
      rows.pages(arena.allocate(bytes, 64), format, KEY_HEADS, sizes.size);
      kernels.store(space, KernelsUnderTest.segment(arena, x), sizes.positions, rows, 0);
    }
  }

  /**
   * Attention in double precision.
   *
   * @param weights of all positions, for each token and head
   */
  private record Exact(Inputs inputs, double[][] weights, double[] results) {

    static Exact of(Inputs inputs, float[] keys, float[] values) {
      Case c = inputs.sizes;
      Exact exact =
          new Exact(
              inputs,
              new double[c.tokens * c.heads()][c.positions],
              new double[c.tokens * c.heads() * c.size]);
      for (int query = 0; query < exact.weights.length; query++) {
        exact.weigh(query, keys);
        exact.addValues(query, values);
      }
      return exact;
    }

    /** The first element of the row that a query, token by token and head by head, looks at. */
    int row(int query, int position) {
      int keyHead = query % inputs.sizes.heads() / inputs.sizes.group;
      return (position * KEY_HEADS + keyHead) * inputs.sizes.size;
    }

    private void weigh(int query, float[] keys) {
      Case c = inputs.sizes;
      int last = c.positions - c.tokens + query / c.heads();
      int first = c.window > 0 ? Math.max(0, last - c.window + 1) : 0;
      double total = 0;
      for (int p = first; p <= last; p++) {
        double dot = 0;
        for (int i = 0; i < c.size; i++) {
          dot += (double) inputs.queries[query * c.size + i] * keys[row(query, p) + i];
        }
        weights[query][p] = Math.exp(dot * c.scale());
        total += weights[query][p];
      }
      for (int p = first; p <= last; p++) {
        weights[query][p] /= total;
      }
    }

    private void addValues(int query, float[] values) {
      int size = inputs.sizes.size;
      for (int p = 0; p < inputs.sizes.positions; p++) {
        for (int i = 0; i < size; i++) {
          results[query * size + i] += weights[query][p] * values[row(query, p) + i];
        }
      }
    }
  }

  /** Variances of what a cache has rounded. */
  private static final class Rounding {
    private final String format;
    private final Inputs inputs;
    private final int size;

    Rounding(String format, Inputs inputs) {
      this.format = format;
      this.inputs = inputs;
      this.size = inputs.sizes.size;
    }

    /** The standard deviation of each element of the result. */
    double[] deviations(Exact exact) {
      double[] queries = rotated(inputs.queries);
      double[] keys = variances(rotated(inputs.keys));
      double[] values = spread(variances(rotated(inputs.values)));
      double[] result = new double[exact.results.length];
      for (int query = 0; query < exact.weights.length; query++) {
        for (int p = 0; p < inputs.sizes.positions; p++) {
          int row = exact.row(query, p);
          double square = exact.weights[query][p] * exact.weights[query][p];
          double ofScore = 0;
          for (int i = 0; i < size; i++) {
            double q = queries[query * size + i] * inputs.sizes.scale();
            ofScore += q * q * keys[row + i];
          }
          for (int i = 0; i < size; i++) {
            double apart = inputs.values[row + i] - exact.results[query * size + i];
            result[query * size + i] += square * (values[row + i] + ofScore * apart * apart);
          }
        }
      }
      return Arrays.stream(result).map(Math::sqrt).toArray();
    }

    private boolean rotates() {
      return CacheFormats.byName(format).rotates();
    }

    /** Elements that one rotation mixes: the largest power of two that divides the size. */
    private int mixed() {
      return Integer.lowestOneBit(size);
    }

    /** By the definition of a Hadamard matrix: -1 to the number of bits that two indices share. */
    private double[] rotated(float[] x) {
      double[] result = new double[x.length];
      int mixed = rotates() ? mixed() : 1;
      for (int i = 0; i < x.length; i++) {
        for (int j = 0; j < mixed; j++) {
          double sign = Integer.bitCount(i % mixed & j) % 2 == 0 ? 1 : -1;
          result[i] += sign * x[i - i % mixed + j] / Math.sqrt(mixed);
        }
      }
      return result;
    }

    private double[] variances(double[] x) {
      double[] result = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        double step = step(x, i);
        result[i] = step * step / 12;
      }
      return result;
    }

    private double step(double[] x, int i) {
      return switch (format) {
        case "F16" -> Math.scalb(1.0, Math.max(Math.getExponent(x[i]), -14) - 10);
        case "BF16" -> Math.scalb(1.0, Math.getExponent(x[i]) - 7);
        case "Q8_0" -> largest(x, i) / 127;
        case "Q4_0" -> largest(x, i) / 8;
        default -> throw new IllegalArgumentException(format);
      };
    }

    /** The largest size in the block of element {@code i}. */
    private double largest(double[] x, int i) {
      int row = i - i % size;
      int from = row + (i - row) / BLOCK * BLOCK;
      int to = Math.min(from + BLOCK, row + size);
      return Arrays.stream(x, from, to).map(Math::abs).max().orElseThrow();
    }

    private double[] spread(double[] variances) {
      double[] result = new double[variances.length];
      int mixed = rotates() ? mixed() : 1;
      for (int from = 0; from < variances.length; from += mixed) {
        double mean = Arrays.stream(variances, from, from + mixed).average().orElseThrow();
        Arrays.fill(result, from, from + mixed, mean);
      }
      return result;
    }
  }
}
