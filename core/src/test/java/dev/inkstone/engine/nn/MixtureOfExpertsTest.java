package dev.inkstone.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.inkstone.engine.quant.BlockFormat;
import dev.inkstone.engine.quant.BlockFormats;
import dev.inkstone.engine.tensor.DType;
import dev.inkstone.engine.tensor.EagerOps;
import dev.inkstone.engine.tensor.Routing;
import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import dev.inkstone.engine.tensor.WeightMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mixture against its formula in binary64, and what it leaves alone. */
class MixtureOfExpertsTest {
  private static final long SEED = 2401_04088;

  /** A mixture of random weights over {@code threads} threads. */
  private static final class Fixture implements AutoCloseable {
    final WeightMemory memory;
    final EagerOps ops;
    final Random random = new Random(SEED);
    final int hidden;
    final int inner;

    Fixture(int hidden, int inner, int threads) {
      this.hidden = hidden;
      this.inner = inner;
      memory = WeightMemory.open(threads);
      ops = EagerOps.recycling(memory);
    }

    float[] gaussians(int count) {
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = (float) random.nextGaussian();
      }
      return values;
    }

    Weight weight(int rows, int columns, float... values) {
      BlockFormat format = BlockFormats.byName("F32");
      return new Weight("w", Shape.of(rows, columns), format, segment(values), memory);
    }

    List<Weight> weights(BlockFormat format, int count, int rows, int columns) {
      List<Weight> weights = new ArrayList<>();
      for (int e = 0; e < count; e++) {
        long rowBytes = format.bytesFor(columns);
        MemorySegment data = memory.arena().allocate(rows * rowBytes, 64);
        for (int r = 0; r < rows; r++) {
          format.encode(gaussians(columns), 0, columns, data, r * rowBytes);
        }
        weights.add(new Weight("w", Shape.of(rows, columns), format, data, memory));
      }
      return weights;
    }

    List<Weight> weights(int count, int rows, int columns) {
      return weights(BlockFormats.byName("F32"), count, rows, columns);
    }

    MixtureOfExperts mixture(Weight router, int used) {
      int experts = router.rows();
      return new MixtureOfExperts(
          new Linear(router, null),
          weights(experts, inner, hidden),
          weights(experts, inner, hidden),
          weights(experts, hidden, inner),
          used);
    }

    MixtureOfExperts mixture(int experts, int used) {
      return mixture(weight(experts, hidden, gaussians(experts * hidden)), used);
    }

    Tensor input(float... values) {
      return Tensor.of(DType.F32, values.length / hidden, hidden, segment(values));
    }

    private MemorySegment segment(float[] values) {
      MemorySegment data = memory.arena().allocate((long) values.length * Float.BYTES, 64);
      MemorySegment.copy(values, 0, data, ValueLayout.JAVA_FLOAT, 0, values.length);
      return data;
    }

    @Override
    public void close() {
      ops.close();
      memory.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    // tokens, experts, used, hidden, inner
    "1, 8, 2, 32, 48",
    "1, 1, 1, 7, 5",
    "2, 3, 3, 33, 17",
    "13, 8, 2, 31, 33",
    "40, 5, 1, 64, 1",
    "100, 8, 3, 65, 130"
  })
  void agrees_with_the_formula(int tokens, int experts, int used, int hidden, int inner) {
    try (Fixture fixture = new Fixture(hidden, inner, 2)) {
      MixtureOfExperts mixture = fixture.mixture(experts, used);
      float[] x = fixture.gaussians(tokens * hidden);
      float[] actual = mixture.forward(fixture.ops, fixture.input(x)).toArray();
      double[] expected = formula(mixture, x, hidden);
      assertThat(actual).hasSize(expected.length);
      double largest = 0;
      for (double value : expected) {
        largest = Math.max(largest, Math.abs(value));
      }
      for (int i = 0; i < actual.length; i++) {
        assertThat((double) actual[i])
            .as("element %d, seed %d", i, SEED)
            .isCloseTo(expected[i], within(1e-5 * largest));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // format, tokens, experts, used, in, out
    "F32, 1, 8, 2, 33, 17",
    "F32, 13, 8, 2, 31, 33",
    "F32, 100, 8, 3, 65, 130",
    "F16, 40, 5, 1, 7, 1",
    "Q4_0, 1, 4, 2, 64, 70",
    "Q8_0, 9, 3, 3, 32, 7",
    "Q4_K, 30, 8, 2, 256, 98"
  })
  void gate_up_and_activation_in_one_have_the_bits_of_one_after_the_other(
      String format, int tokens, int experts, int used, int in, int out) {
    BlockFormat block = BlockFormats.byName(format);
    for (int threads = 1; threads <= 4; threads++) {
      try (Fixture fixture = new Fixture(in, out, threads)) {
        List<Weight> gates = fixture.weights(block, experts, out, in);
        List<Weight> ups = fixture.weights(block, experts, out, in);
        EagerOps ops = fixture.ops;
        Tensor x = fixture.input(fixture.gaussians(tokens * in));
        Weight router = fixture.weight(experts, in, fixture.gaussians(experts * in));
        Routing routing = ops.route(ops.linear(router, x), used);
        Tensor rows = ops.dispatch(x, routing);
        Tensor gate = ops.expertLinear(gates, rows, routing);
        Tensor up = ops.expertLinear(ups, rows, routing);
        assertThat(ops.expertGatedLinear(gates, ups, rows, routing).toArray())
            .as("%d threads, seed %d", threads, SEED)
            .isEqualTo(ops.swiGlu(gate, up).toArray());
      }
    }
  }

  @Test
  void gives_the_same_bits_for_any_number_of_threads() {
    float[] alone = manyTokens(1);
    for (int threads = 2; threads <= 4; threads++) {
      assertThat(manyTokens(threads)).as("%d threads", threads).isEqualTo(alone);
    }
  }

  private static float[] manyTokens(int threads) {
    try (Fixture fixture = new Fixture(65, 130, threads)) {
      MixtureOfExperts mixture = fixture.mixture(8, 2);
      return mixture.forward(fixture.ops, fixture.input(fixture.gaussians(90 * 65))).toArray();
    }
  }

  @Test
  void all_tokens_may_go_to_one_expert() {
    int tokens = 9;
    try (Fixture fixture = new Fixture(4, 6, 2)) {
      float[] router = new float[3 * 4];
      router[1 * 4] = 1; // expert 1 likes the first element, which is positive
      MixtureOfExperts mixture = fixture.mixture(fixture.weight(3, 4, router), 1);
      float[] x = fixture.gaussians(tokens * 4);
      for (int t = 0; t < tokens; t++) {
        x[t * 4] = 1 + t;
      }
      Tensor input = fixture.input(x);
      FeedForward alone =
          new FeedForward(
              new Linear(mixture.gate().get(1), null),
              new Linear(mixture.up().get(1), null),
              new Linear(mixture.down().get(1), null));
      assertThat(mixture.forward(fixture.ops, input).toArray())
          .isEqualTo(alone.forward(fixture.ops, input).toArray());
    }
  }

  @Test
  void weights_of_an_expert_that_nobody_chose_are_never_read() {
    try (Fixture fixture = new Fixture(4, 6, 2)) {
      float[] router = new float[4 * 4];
      router[3 * 4 + 1] = -1; // with a positive second element experts 0 and 1 tie for the best
      MixtureOfExperts mixture = fixture.mixture(fixture.weight(4, 4, router), 2);
      List<Weight> idle = new ArrayList<>();
      for (List<Weight> weights : List.of(mixture.gate(), mixture.up(), mixture.down())) {
        idle.addAll(weights.subList(2, 4));
      }
      idle.forEach(weight -> weight.data().fill((byte) -1)); // not-a-number
      float[] y = mixture.forward(fixture.ops, fixture.input(1, 2, 3, 4, 5, 6, 7, 8)).toArray();
      assertThat(y).doesNotContain(Float.NaN);
      assertThat(idle).noneMatch(Weight::isPacked);
      assertThat(mixture.gate().subList(0, 2)).allMatch(Weight::isPacked);
    }
  }

  @Test
  void parts_that_do_not_fit_are_named() {
    try (Fixture fixture = new Fixture(4, 6, 1)) {
      Linear router = new Linear(fixture.weight(2, 4, new float[8]), null);
      List<Weight> two = fixture.weights(2, 6, 4);
      List<Weight> three = fixture.weights(3, 6, 4);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new MixtureOfExperts(router, two, three, two, 1))
          .withMessageContaining("2 gates, 3 ups, 2 downs, expected 2 of each");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new MixtureOfExperts(router, two, two, two, 3))
          .withMessage("used = 3, expected 1 to 2");
    }
  }

  private static double[] formula(MixtureOfExperts mixture, float[] x, int hidden) {
    double[] y = new double[x.length];
    for (int t = 0; t < x.length / hidden; t++) {
      double[] token = new double[hidden];
      for (int i = 0; i < hidden; i++) {
        token[i] = x[t * hidden + i];
      }
      double[] probabilities = softmax(product(mixture.router().weight(), token));
      List<Integer> chosen =
          IntStream.range(0, probabilities.length)
              .boxed()
              .sorted(Comparator.comparingDouble(e -> -probabilities[e]))
              .limit(mixture.used())
              .toList();
      double kept = chosen.stream().mapToDouble(e -> probabilities[e]).sum();
      for (int e : chosen) {
        double[] gate = product(mixture.gate().get(e), token);
        double[] up = product(mixture.up().get(e), token);
        for (int i = 0; i < gate.length; i++) {
          gate[i] *= up[i] / (1 + Math.exp(-gate[i]));
        }
        double[] down = product(mixture.down().get(e), gate);
        for (int i = 0; i < hidden; i++) {
          y[t * hidden + i] += probabilities[e] / kept * down[i];
        }
      }
    }
    return y;
  }

  private static double[] softmax(double[] logits) {
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      logits[i] = Math.exp(logits[i]);
      sum += logits[i];
    }
    for (int i = 0; i < logits.length; i++) {
      logits[i] /= sum;
    }
    return logits;
  }

  private static double[] product(Weight weight, double[] x) {
    double[] y = new double[weight.rows()];
    float[] row = new float[weight.columns()];
    for (int r = 0; r < y.length; r++) {
      weight.decodeRow(r, row);
      for (int k = 0; k < row.length; k++) {
        y[r] += row[k] * x[k];
      }
    }
    return y;
  }
}
