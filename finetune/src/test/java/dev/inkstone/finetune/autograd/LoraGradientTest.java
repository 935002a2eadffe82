package dev.inkstone.finetune.autograd;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.inkstone.engine.nn.FeedForward;
import dev.inkstone.engine.nn.GroupedQueryAttention;
import dev.inkstone.engine.nn.Linear;
import dev.inkstone.engine.nn.LoraDelta;
import dev.inkstone.engine.nn.Projections;
import dev.inkstone.engine.nn.RmsNorm;
import dev.inkstone.engine.nn.RopeScaling;
import dev.inkstone.engine.nn.RotaryEmbedding;
import dev.inkstone.engine.tensor.AttentionSpec;
import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bricks of a Llama layer with LoRA additions over frozen, quantized weights. */
class LoraGradientTest {
  private static final long SEED = 815;
  private static final int HIDDEN = 32;
  private static final int VOCABULARY = 31;
  private static final int[] IDS = {3, 17, 3, 30, 0, 8, 21};
  private static final int[] TARGETS = {17, 3, 30, 0, -100, 21, 5};

  private final RandomWeights random = new RandomWeights(SEED);
  private final Tape tape = random.tape();
  private final List<Weight> trained = new ArrayList<>();

  @AfterEach
  void close() {
    tape.close();
    random.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Q8_0", "Q4_0", "F32"})
  void low_rank_factors_get_gradients_through_frozen_weights(String format) {
    Weight table = random.matrix("embedding", format, VOCABULARY, HIDDEN);
    Layer first = layer(format);
    Layer second = layer(format);
    GradientCheck.Graph graph =
        (ops, none) -> {
          Tensor x = ops.embedding(table, IDS, 0, IDS.length);
          return ops.linear(table, second.forward(ops, first.forward(ops, x)));
        };
    new GradientCheck(
            GradientCheck.Objective.crossEntropy(TARGETS), graph, List.of(), trained, SEED)
        .verify(tape);
  }

  @Test
  void quantized_weights_cannot_be_watched() {
    Weight frozen = random.matrix("frozen", "Q8_0", 8, HIDDEN);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tape.watch(frozen))
        .withMessageContaining("'frozen' [8, 32] Q8_0");
  }

  private Layer layer(String format) {
    AttentionSpec spec = new AttentionSpec(4, 2, 8, 8, (float) Math.sqrt(0.125), 0);
    GroupedQueryAttention attention =
        new GroupedQueryAttention(
            new Projections(
                linear(format, 32, HIDDEN), linear(format, 16, HIDDEN), linear(format, 16, HIDDEN)),
            linear(format, HIDDEN, 32),
            new RotaryEmbedding(8, 8, 100, true, new RopeScaling.None()).rotation(16),
            spec);
    FeedForward feedForward =
        new FeedForward(
            linear(format, 64, HIDDEN), linear(format, 64, HIDDEN), linear(format, HIDDEN, 64));
    return new Layer(
        new RmsNorm(random.gain("norm", HIDDEN), 1e-5f),
        attention,
        new RmsNorm(random.gain("norm", HIDDEN), 1e-5f),
        feedForward);
  }

  private Linear linear(String format, int out, int in) {
    Weight a = random.matrix("a" + trained.size(), 3, in);
    Weight b = random.matrix("b" + trained.size(), out, 3);
    trained.add(a);
    trained.add(b);
    return new Linear(
        random.matrix("w", format, out, in), random.bias("bias", out), new LoraDelta(a, b, 0.5f));
  }

  private record Layer(
      RmsNorm attentionNorm,
      GroupedQueryAttention attention,
      RmsNorm feedForwardNorm,
      FeedForward feedForward) {

    Tensor forward(Ops ops, Tensor x) {
      Tensor mixed = ops.add(x, attention.forward(ops, attentionNorm.forward(ops, x), null, 0));
      return ops.add(mixed, feedForward.forward(ops, feedForwardNorm.forward(ops, mixed)));
    }
  }
}
