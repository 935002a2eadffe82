package dev.inkstone.finetune.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.inkstone.engine.model.Experts;
import dev.inkstone.engine.tensor.EagerOps;
import dev.inkstone.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Llama's forward, unchanged, under three interpreters: it computes the same, and its gradients are
 * right for every weight tensor.
 */
class LlamaGradientTest {
  private static final long SEED = 4711;
  private static final int TOKENS = 7;
  private static final int[] IDS = {3, 17, 3, 30, 0, 8, 21};
  private static final int[] TARGETS = {17, 3, -100, 0, 8, 21, 5};

  @ParameterizedTest
  @CsvSource({
    // biases, tied, window, interleaved
    "false, false, 0, true",
    "true, false, 0, false",
    "false, true, 3, true",
    "true, true, 3, false"
  })
  void gradients_of_every_weight_agree_with_finite_differences(
      boolean biases, boolean tied, int window, boolean interleaved) {
    try (RandomWeights random = new RandomWeights(SEED);
        Tape tape = random.tape()) {
      TinyLlama.Built llama = new TinyLlama(biases, tied, window, interleaved).build(random);
      assertThat(llama.weights()).hasSize(20 + (tied ? 0 : 1) + (biases ? 14 : 0));
      new GradientCheck(
              GradientCheck.Objective.crossEntropy(TARGETS),
              (ops, none) -> llama.model().forward(ops, IDS, 0, TOKENS, null, false),
              List.of(),
              llama.weights(),
              SEED)
          .verify(tape);
    }
  }

  @Test
  void gradients_of_every_weight_of_a_mixture_agree_with_finite_differences() {
    try (RandomWeights random = new RandomWeights(SEED);
        Tape tape = random.tape()) {
      TinyLlama.Built mixtral =
          new TinyLlama(false, false, 0, true, new Experts(3, 2)).build(random);
      assertThat(mixtral.weights()).hasSize(21 + 2 * (1 + 3 * 3 - 3));
      new GradientCheck(
              GradientCheck.Objective.crossEntropy(TARGETS),
              (ops, none) -> mixtral.model().forward(ops, IDS, 0, TOKENS, null, false),
              List.of(),
              mixtral.weights(),
              SEED)
          .verify(tape);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // biases, tied, window, interleaved, experts
    "false, false, 0, true, 0",
    "true, true, 3, false, 0",
    "false, false, 0, true, 3"
  })
  void all_interpreters_compute_the_same_logits(
      boolean biases, boolean tied, int window, boolean interleaved, int experts) {
    try (RandomWeights random = new RandomWeights(SEED);
        EagerOps inference = random.recycling();
        Tape tape = random.tape()) {
      Experts mixture = new Experts(experts, Math.min(2, experts));
      TinyLlama.Built llama =
          new TinyLlama(biases, tied, window, interleaved, mixture).build(random);
      llama.weights().forEach(tape::watch);
      float[] eager = llama.model().forward(inference, IDS, 0, TOKENS, null, false).toArray();
      float[] taped = llama.model().forward(tape, IDS, 0, TOKENS, null, false).toArray();
      Tensor exact = llama.model().forward(new DoubleOps(), IDS, 0, TOKENS, null, false);

      assertThat(taped).as("Tape against EagerOps, bit for bit").containsExactly(eager);
      double[] expected = DoubleOps.values(exact);
      assertThat(expected).hasSize(TOKENS * TinyLlama.VOCABULARY);
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) eager[i])
            .as("logit %d, seed %d", i, SEED)
            .isCloseTo(expected[i], within(3e-6));
      }
    }
  }
}
