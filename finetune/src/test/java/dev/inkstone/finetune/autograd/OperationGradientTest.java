package dev.inkstone.finetune.autograd;

import dev.inkstone.engine.tensor.AttentionSpec;
import dev.inkstone.engine.tensor.Pooling;
import dev.inkstone.engine.tensor.Rotation;
import dev.inkstone.engine.tensor.Routing;
import dev.inkstone.engine.tensor.Sequences;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every operation's backward rule against finite differences in binary64. */
class OperationGradientTest {
  private static final long SEED = 20_260_101;

  private final RandomWeights random = new RandomWeights(SEED);
  private final Tape tape = random.tape();

  @AfterEach
  void close() {
    tape.close();
    random.close();
  }

  @Test
  void embedding_adds_the_gradients_of_a_repeated_token() {
    Weight table = random.matrix("table", 5, 3);
    int[] ids = {9, 4, 1, 4, 4, 0, 9}; // the first and the last are not asked for
    verify(15, (ops, in) -> ops.embedding(table, ids, 1, 5), List.of(), List.of(table));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "1, 7, 33", "7, 33, 5", "33, 31, 32"})
  void linear_goes_back_to_input_and_weight(int tokens, int out, int in) {
    Weight weight = random.matrix("w", out, in);
    verify(
        tokens * out,
        (ops, x) -> ops.linear(weight, x.getFirst()),
        List.of(random.tensor(tokens, in)),
        List.of(weight));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "IQ4_NL", "MXFP4", "NF4", "FP4"
      })
  void linear_goes_back_through_a_frozen_weight_of_any_format(String format) {
    Weight weight = random.matrix("w", format, 9, 64);
    verify(
        4 * 9,
        (ops, x) -> ops.linear(weight, x.getFirst()),
        List.of(random.tensor(4, 64)),
        List.of());
  }

  @Test
  void bias_collects_the_gradients_of_all_rows() {
    Weight bias = random.bias("b", 5);
    verify(
        15,
        (ops, x) -> ops.addBias(x.getFirst(), bias),
        List.of(random.tensor(3, 5)),
        List.of(bias));
  }

  @Test
  void sum_and_product_go_back_to_both_sides() {
    List<Tensor> inputs = List.of(random.tensor(3, 5), random.tensor(3, 5));
    verify(15, (ops, x) -> ops.add(x.get(0), x.get(1)), inputs, List.of());
    verify(15, (ops, x) -> ops.multiply(x.get(0), x.get(1)), inputs, List.of());
  }

  @Test
  void a_tensor_used_several_times_adds_its_gradients() {
    GradientCheck.Graph graph =
        (ops, in) -> {
          Tensor x = in.getFirst();
          Tensor square = ops.multiply(x, x);
          Tensor twice = ops.add(square, square);
          return ops.add(ops.multiply(twice, x), ops.scale(x, -0.75f));
        };
    verify(15, graph, List.of(random.tensor(3, 5)), List.of());
  }

  @Test
  void scale_and_silu_go_back() {
    List<Tensor> inputs = List.of(random.tensor(3, 7));
    verify(21, (ops, x) -> ops.scale(x.getFirst(), 2.5f), inputs, List.of());
    verify(21, (ops, x) -> ops.silu(x.getFirst()), inputs, List.of());
  }

  @Test
  void gelu_goes_back() {
    List<Tensor> inputs = List.of(random.tensor(3, 7));
    GradientCheck.Graph steep = (ops, x) -> ops.gelu(ops.scale(x.getFirst(), 3));
    verify(21, (ops, x) -> ops.gelu(x.getFirst()), inputs, List.of());
    verify(21, steep, inputs, List.of());
  }

  @Test
  void fused_and_composed_swiglu_go_back() {
    List<Tensor> inputs = List.of(random.tensor(3, 7), random.tensor(3, 7));
    verify(21, (ops, x) -> ops.swiGlu(x.get(0), x.get(1)), inputs, List.of());
    verify(21, (ops, x) -> ops.multiply(ops.silu(x.get(0)), x.get(1)), inputs, List.of());
  }

  @ParameterizedTest
  @CsvSource({
    // tokens, experts, used, in, out
    "6, 3, 2, 5, 7",
    "9, 4, 3, 33, 5",
    "5, 2, 2, 1, 3"
  })
  void experts_go_back_to_input_weights_and_router(
      int tokens, int experts, int used, int in, int out) {
    List<Weight> weights = new ArrayList<>();
    for (int e = 0; e < experts; e++) {
      weights.add(random.matrix("w" + e, out, in));
    }
    GradientCheck.Graph graph =
        (ops, inputs) -> {
          Routing routing = ops.route(inputs.get(0), used);
          Tensor rows = ops.dispatch(inputs.get(1), routing);
          return ops.combine(ops.expertLinear(weights, rows, routing), routing);
        };
    List<Tensor> inputs = List.of(random.tensor(tokens, experts), random.tensor(tokens, in));
    verify(tokens * out, graph, inputs, weights);
  }

  @Test
  void a_single_expert_a_token_leaves_its_router_alone() {
    Weight weight = random.matrix("w", 4, 3);
    GradientCheck.Graph graph =
        (ops, inputs) -> {
          Routing routing = ops.route(ops.linear(weight, inputs.getFirst()), 1);
          return ops.combine(ops.dispatch(inputs.getFirst(), routing), routing);
        };
    verify(15, graph, List.of(random.tensor(5, 3)), List.of());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 33})
  void rms_norm_goes_back_to_input_and_gain(int columns) {
    Weight gain = random.gain("g", columns);
    verify(
        3 * columns,
        (ops, x) -> ops.rmsNorm(x.getFirst(), gain, 1e-2f),
        List.of(random.tensor(3, columns)),
        List.of(gain));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 33})
  void layer_norm_goes_back_to_input_gain_and_bias(int columns) {
    Weight gain = random.gain("g", columns);
    Weight bias = random.bias("b", columns);
    verify(
        3 * columns,
        (ops, x) -> ops.layerNorm(x.getFirst(), gain, bias, 1e-2f),
        List.of(random.tensor(3, columns)),
        List.of(gain, bias));
    verify(
        3 * columns,
        (ops, x) -> ops.addLayerNorm(x.get(0), x.get(1), gain, bias, 1e-2f),
        List.of(random.tensor(3, columns), random.tensor(3, columns)),
        List.of(gain, bias));
  }

  @Test
  void affine_goes_back_to_input_weight_and_bias() {
    Weight weight = random.matrix("w", 7, 5);
    Weight bias = random.bias("b", 7);
    List<Tensor> inputs = List.of(random.tensor(3, 5));
    List<Weight> weights = List.of(weight, bias);
    verify(21, (ops, x) -> ops.affine(weight, bias, x.getFirst()), inputs, weights);
    verify(21, (ops, x) -> ops.affineGelu(weight, bias, x.getFirst()), inputs, weights);
  }

  @ParameterizedTest
  @EnumSource
  void pooled_rows_go_back_to_their_sequence(Pooling pooling) {
    Sequences sequences = Sequences.of(3, 1, 4);
    GradientCheck.Graph graph = (ops, x) -> ops.pool(ops.silu(x.getFirst()), sequences, pooling);
    verify(15, graph, List.of(random.tensor(8, 5)), List.of());
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 4, 4", "4, 2, 4, 4", "4, 1, 3, 5"})
  void attention_within_sequences_goes_back_to_queries_keys_and_values(
      int heads, int kvHeads, int keySize, int valueSize) {
    AttentionSpec spec = new AttentionSpec(heads, kvHeads, keySize, valueSize, 0.6f, 0);
    Sequences sequences = Sequences.of(3, 1, 5);
    List<Tensor> inputs =
        List.of(
            random.tensor(9, heads * keySize),
            random.tensor(9, kvHeads * keySize),
            random.tensor(9, kvHeads * valueSize));
    verify(
        9 * heads * valueSize,
        (ops, x) -> ops.attention(x.get(0), x.get(1), x.get(2), spec, sequences),
        inputs,
        List.of());
  }

  @ParameterizedTest
  @CsvSource({"true, 6, 1", "false, 6, 1", "true, 4, 1.3", "false, 2, 0.7"})
  void rotation_turns_back(boolean interleaved, int rotated, double magnitude) {
    double[] frequencies = new double[rotated / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = Math.pow(3, -i);
    }
    Rotation rotation = new Rotation(6, interleaved, frequencies, magnitude);
    verify(
        5 * 12,
        (ops, x) -> ops.rotate(x.getFirst(), rotation, 2),
        List.of(random.tensor(5, 12)),
        List.of());
  }

  @ParameterizedTest
  @CsvSource({
    // heads, kvHeads, keySize, valueSize, window, firstPosition
    "1, 1, 4, 4, 0, 0",
    "4, 2, 4, 4, 0, 0",
    "4, 1, 3, 5, 0, 0",
    "4, 2, 4, 4, 3, 0",
    "2, 2, 4, 4, 2, 0",
    "4, 2, 4, 3, 0, 2",
    "4, 2, 4, 3, 3, 2"
  })
  void attention_goes_back_to_queries_keys_and_values(
      int heads, int kvHeads, int keySize, int valueSize, int window, int first) {
    AttentionSpec spec = new AttentionSpec(heads, kvHeads, keySize, valueSize, 0.6f, window);
    int tokens = 7;
    List<Tensor> inputs =
        List.of(
            random.tensor(tokens, heads * keySize),
            random.tensor(first + tokens, kvHeads * keySize),
            random.tensor(first + tokens, kvHeads * valueSize));
    verify(
        tokens * heads * valueSize,
        (ops, x) -> ops.attention(x.get(0), x.get(1), x.get(2), spec, first),
        inputs,
        List.of());
  }

  @Test
  void rows_go_back_to_their_place() {
    GradientCheck.Graph graph =
        (ops, in) -> {
          Tensor x = in.getFirst();
          Tensor middle = ops.rows(x, 1, 3);
          return ops.add(ops.rows(ops.silu(x), 0, 3), ops.multiply(middle, ops.rows(middle, 0, 3)));
        };
    verify(12, graph, List.of(random.tensor(5, 4)), List.of());
  }

  private void verify(
      int elements, GradientCheck.Graph graph, List<Tensor> inputs, List<Weight> weights) {
    GradientCheck.Objective objective = GradientCheck.Objective.weightedSum(elements, SEED);
    new GradientCheck(objective, graph, inputs, weights, SEED).verify(tape);
  }
}
