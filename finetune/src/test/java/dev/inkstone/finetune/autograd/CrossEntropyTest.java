package dev.inkstone.finetune.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.inkstone.engine.tensor.DType;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.testing.GoldenData;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CrossEntropyTest {
  private static final float[] LOGITS = {1, 2, 3, -1, 0, 4, 2, 2, 2};

  @Test
  void mean_is_taken_over_counted_rows_only() {
    double first = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3)) - 2;
    double last = Math.log(3);
    double loss = CrossEntropy.mean(new int[] {1, -100, 0}).value(tensor(3, 3, LOGITS));
    assertThat(loss).isCloseTo((first + last) / 2, within(1e-12));
  }

  @Test
  void gradient_is_softmax_minus_one_hot_over_the_count() {
    Tensor gradient = zeros(3, 3);
    double loss =
        CrossEntropy.mean(new int[] {1, -100, 0}).addGradient(tensor(3, 3, LOGITS), gradient);
    assertThat(loss)
        .isEqualTo(CrossEntropy.mean(new int[] {1, -100, 0}).value(tensor(3, 3, LOGITS)));
    double total = Math.exp(1) + Math.exp(2) + Math.exp(3);
    float[] expected = {
      (float) (Math.exp(1) / total / 2),
      (float) ((Math.exp(2) / total - 1) / 2),
      (float) (Math.exp(3) / total / 2),
      0,
      0,
      0,
      (float) ((1 / 3.0 - 1) / 2),
      (float) (1 / 6.0),
      (float) (1 / 6.0)
    };
    assertThat(gradient.toArray()).containsExactly(expected, within(1e-7f));
  }

  @Test
  void gradient_is_added_to_what_is_there() {
    Tensor gradient = zeros(1, 2);
    CrossEntropy loss = CrossEntropy.mean(new int[] {0});
    loss.addGradient(tensor(1, 2, 0, 0), gradient);
    loss.addGradient(tensor(1, 2, 0, 0), gradient);
    assertThat(gradient.toArray()).containsExactly(-1, 1);
  }

  @Test
  void all_rows_ignored_is_loss_zero_and_gradient_zero() {
    Tensor gradient = zeros(3, 3);
    int[] ignored = {-100, -100, -100};
    assertThat(CrossEntropy.mean(ignored).addGradient(tensor(3, 3, LOGITS), gradient)).isZero();
    assertThat(gradient.toArray()).containsOnly(0);
  }

  @Test
  void large_logits_do_not_overflow() {
    Tensor logits = tensor(1, 3, 3000, -3000, 2999);
    Tensor gradient = zeros(1, 3);
    assertThat(CrossEntropy.mean(new int[] {1}).addGradient(logits, gradient))
        .isCloseTo(6000 + Math.log1p(Math.exp(-1)), within(1e-9));
    assertThat(gradient.toArray()[1]).isEqualTo(-1);
  }

  @Test
  void rejects_targets_that_do_not_fit() {
    Tensor logits = tensor(3, 3, LOGITS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CrossEntropy.mean(new int[] {1, 2}).value(logits))
        .withMessage("2 targets for 3 rows of logits");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CrossEntropy.mean(new int[] {1, 3, 0}).value(logits))
        .withMessageStartingWith("target 3 of row 1, expected 0 .. 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CrossEntropy.over(new int[] {1}, 0))
        .withMessageContaining("divisor = 0.0");
  }

  @Test
  void mean_agrees_with_torch() throws IOException {
    check("mean", CrossEntropy::mean, 6.237793416594778);
  }

  @Test
  void sum_agrees_with_torch() throws IOException {
    check("sum", targets -> CrossEntropy.over(targets, 1), 99.80469466551645);
  }

  private static void check(String name, Function<int[], CrossEntropy> loss, double expected)
      throws IOException {
    String folder = "reference/training/cross_entropy/";
    int[] targets = GoldenData.ints(folder + "labels.i32");
    double[] logits = GoldenData.doubles(folder + "logits.f64");
    int columns = logits.length / targets.length;
    Tensor gradient = zeros(targets.length, columns);
    Tensor rounded = tensor(targets.length, columns, floats(logits));
    assertThat(loss.apply(targets).addGradient(rounded, gradient))
        .isCloseTo(expected, within(1e-6 * expected));
    double[] exact = GoldenData.doubles(folder + name + ".grad.f64");
    double largest = Arrays.stream(exact).map(Math::abs).max().orElseThrow();
    float[] actual = gradient.toArray();
    for (int i = 0; i < exact.length; i++) {
      assertThat((double) actual[i]).isCloseTo(exact[i], within(1e-6 * largest));
    }
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static Tensor zeros(int rows, int columns) {
    return tensor(rows, columns, new float[rows * columns]);
  }

  private static Tensor tensor(int rows, int columns, float... values) {
    return Tensor.of(DType.F32, rows, columns, MemorySegment.ofArray(values));
  }
}
