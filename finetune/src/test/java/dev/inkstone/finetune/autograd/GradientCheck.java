package dev.inkstone.finetune.autograd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Compares the gradients of a tape (binary32, backward rules) with central differences of the same
 * graph under {@link DoubleOps} (binary64, no rules).
 *
 * @param objective what is differentiated
 * @param graph from inputs to the tensor the objective takes
 * @param inputs tensors whose gradients are checked
 * @param weights weights whose gradients are checked
 * @param seed chooses the entries checked of large tensors, and goes into messages
 */
record GradientCheck(
    Objective objective, Graph graph, List<Tensor> inputs, List<Weight> weights, long seed) {
  private static final double EPSILON = 1e-5;
  private static final int ALL_UP_TO = 128;
  private static final int SAMPLE = 48;

  /** Largest difference allowed, as a part of the largest gradient of the same tensor. */
  private static final double TOLERANCE = 5e-6;

  /** A computation. */
  @FunctionalInterface
  interface Graph {
    Tensor apply(Ops ops, List<Tensor> inputs);
  }

  /** A loss, and the same in binary64. */
  record Objective(Loss loss, ToDoubleFunction<Tensor> reference) {

    /** The sum of all elements, each times a random number. */
    static Objective weightedSum(int elements, long seed) {
      double[] factors = new Random(seed).doubles(elements, -1, 1).map(x -> (float) x).toArray();
      return new Objective(
          (output, gradient) -> {
            for (int i = 0; i < elements; i++) {
              float sum = gradient.data().getAtIndex(JAVA_FLOAT, i) + (float) factors[i];
              gradient.data().setAtIndex(JAVA_FLOAT, i, sum);
            }
            return dot(factors, DoubleOps.values(output));
          },
          output -> dot(factors, DoubleOps.values(output)));
    }

    /** Mean cross entropy. */
    static Objective crossEntropy(int[] targets) {
      return new Objective(
          CrossEntropy.mean(targets), logits -> DoubleOps.crossEntropy(logits, targets));
    }

    private static double dot(double[] a, double[] b) {
      return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }
  }

  /** Runs forward and backward on {@code tape} and checks the loss and every gradient. */
  void verify(Tape tape) {
    tape.reset();
    inputs.forEach(tape::watch);
    weights.forEach(tape::watch);
    tape.zeroGradients();
    double loss = tape.loss(graph.apply(tape, inputs), objective.loss());
    tape.backward();

    DoubleOps reference = new DoubleOps();
    List<double[]> values = inputs.stream().map(DoubleOps::values).toList();
    List<Tensor> doubles =
        IntStream.range(0, values.size())
            .mapToObj(
                i -> DoubleOps.tensor(inputs.get(i).rows(), inputs.get(i).columns(), values.get(i)))
            .toList();
    DoubleSupplier function =
        () -> objective.reference().applyAsDouble(graph.apply(reference, doubles));
    double expectedLoss = function.getAsDouble();
    assertThat(loss)
        .as("loss, seed %d", seed)
        .isCloseTo(expectedLoss, within(2e-6 * Math.max(1, Math.abs(expectedLoss))));
    for (int i = 0; i < inputs.size(); i++) {
      double[] moved = values.get(i);
      compare(
          "input " + i,
          tape.gradient(inputs.get(i)).toArray(),
          index -> DoubleOps.slope(moved, index, EPSILON, function));
    }
    for (Weight weight : weights) {
      compare(
          weight.toString(),
          tape.gradient(weight).toArray(),
          index -> reference.slope(weight, index, EPSILON, function));
    }
  }

  private void compare(String name, float[] gradient, IntToDoubleFunction slope) {
    int[] entries = entries(gradient.length);
    double[] expected = IntStream.of(entries).mapToDouble(slope).toArray();
    double largest = 0;
    for (float value : gradient) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(largest).as("largest gradient of %s, seed %d", name, seed).isPositive();
    for (int i = 0; i < entries.length; i++) {
      assertThat((double) gradient[entries[i]])
          .as("gradient of %s, entry %d, largest %s, seed %d", name, entries[i], largest, seed)
          .isCloseTo(expected[i], within(TOLERANCE * largest + 1e-9));
    }
  }

  private int[] entries(int count) {
    return count <= ALL_UP_TO
        ? IntStream.range(0, count).toArray()
        : new Random(seed).ints(0, count).distinct().limit(SAMPLE).toArray();
  }
}
