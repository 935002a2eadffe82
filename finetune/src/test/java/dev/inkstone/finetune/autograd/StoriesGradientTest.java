package dev.inkstone.finetune.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.inkstone.engine.model.LoadOptions;
import dev.inkstone.engine.model.LoadedModel;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import dev.inkstone.testing.GoldenData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Gradients of a trained model, all 260,032 of them, against PyTorch in binary64. Tolerance: 5e-5
 * of each tensor's largest gradient.
 */
class StoriesGradientTest {
  private static final String FOLDER = "reference/training/stories260K/";
  private static final int ROWS = 4;
  private static final int ROW_STRIDE = 256;
  private static final int TOKENS = 128;
  private static final int LAYERS = 5;
  private static final double TOLERANCE = 5e-5;

  /** The tensors of a layer, in the reference's order; the embedding comes before, a norm after. */
  private static final List<String> PER_LAYER =
      List.of(
          "attn_norm",
          "attn_q",
          "attn_k",
          "attn_v",
          "attn_output",
          "ffn_norm",
          "ffn_gate",
          "ffn_down",
          "ffn_up");

  @Test
  void a_batch_has_torchs_loss_and_gradients() throws IOException {
    int[] targets = GoldenData.ints(FOLDER + "Y.i32");
    check(targets, 1.5489024382619285, 3.974130890045927, "full.grad_step0.f32");
  }

  @Test
  void a_batch_in_parts_with_uneven_masks_has_torchs_gradients() throws IOException {
    int[] targets = GoldenData.ints(FOLDER + "Y.i32");
    Arrays.fill(targets, 0, 100, CrossEntropy.IGNORED);
    Arrays.fill(targets, 2 * ROW_STRIDE, 2 * ROW_STRIDE + 50, CrossEntropy.IGNORED);
    check(targets, 1.5262094472843568, 4.643143598811448, "accumulation.grad.f32");
  }

  private static void check(int[] targets, double loss, double norm, String gradients)
      throws IOException {
    Path file = GoldenData.path("reference/models/stories260K/stories260K.gguf");
    try (LoadedModel model = LoadedModel.open(file, LoadOptions.defaults());
        Tape tape = new Tape(model.newTrainingOps())) {
      model.weights().forEach(tape::watch);
      assertThat(batch(targets, model, tape)).isCloseTo(loss, within(8e-6));

      float[] expected = GoldenData.floats(FOLDER + gradients);
      double squares = 0;
      int offset = 0;
      for (List<String> tensor : order()) {
        float[] found = gradient(tape, model.weights(), tensor);
        compare(
            tensor.getFirst(), found, Arrays.copyOfRange(expected, offset, offset += found.length));
        squares += sumOfSquares(found);
      }
      assertThat(offset).isEqualTo(expected.length);
      assertThat(Math.sqrt(squares)).isCloseTo(norm, within(5e-5 * norm));
    }
  }

  /** One sequence at a time, each divided by the counted tokens of all. */
  private static double batch(int[] targets, LoadedModel model, Tape tape) throws IOException {
    int[] inputs = GoldenData.ints(FOLDER + "X.i32");
    int counted = 0;
    for (int row = 0; row < ROWS; row++) {
      counted += CrossEntropy.counted(row(targets, row));
    }
    double loss = 0;
    for (int row = 0; row < ROWS; row++) {
      Tensor logits = model.decoder().forward(tape, inputs, row * ROW_STRIDE, TOKENS, null, false);
      loss += tape.loss(logits, CrossEntropy.over(row(targets, row), counted));
      tape.backward();
      tape.reset();
    }
    return loss;
  }

  private static int[] row(int[] values, int row) {
    return Arrays.copyOfRange(values, row * ROW_STRIDE, row * ROW_STRIDE + TOKENS);
  }

  /** The reference's tensors; its embedding is also the head, which the file stores once more. */
  private static List<List<String>> order() {
    List<List<String>> layers =
        PER_LAYER.stream()
            .flatMap(
                name ->
                    IntStream.range(0, LAYERS)
                        .mapToObj(layer -> List.of("blk." + layer + "." + name + ".weight")))
            .toList();
    return Stream.of(
            List.of(List.of("token_embd.weight", "output.weight")),
            layers,
            List.of(List.of("output_norm.weight")))
        .flatMap(List::stream)
        .toList();
  }

  private static float[] gradient(Tape tape, List<Weight> weights, List<String> names) {
    float[] sum = new float[0];
    for (Weight weight : weights) {
      if (names.contains(weight.name())) {
        float[] share = tape.gradient(weight).toArray();
        sum = sum.length == 0 ? new float[share.length] : sum;
        for (int i = 0; i < share.length; i++) {
          sum[i] += share[i];
        }
      }
    }
    return sum;
  }

  private static void compare(String name, float[] found, float[] expected) {
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      if (Math.abs(found[i] - expected[i]) > TOLERANCE * largest) {
        assertThat(found[i])
            .as("%s, entry %d, largest %s", name, i, largest)
            .isCloseTo(expected[i], within((float) (TOLERANCE * largest)));
      }
    }
  }

  private static double sumOfSquares(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return sum;
  }
}
