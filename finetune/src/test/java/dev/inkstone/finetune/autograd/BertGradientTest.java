package dev.inkstone.finetune.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.inkstone.engine.model.Architectures;
import dev.inkstone.engine.model.EncoderModel;
import dev.inkstone.engine.model.Experts;
import dev.inkstone.engine.model.ModelConfig;
import dev.inkstone.engine.model.ModelSetup;
import dev.inkstone.engine.model.Weights;
import dev.inkstone.engine.nn.RopeScaling;
import dev.inkstone.engine.nn.RotaryEmbedding;
import dev.inkstone.engine.tensor.EagerOps;
import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Pooling;
import dev.inkstone.engine.tensor.Sequences;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import dev.inkstone.testing.BertShape;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A whole BERT with its pooling, over a batch of texts of unequal length. */
class BertGradientTest {
  private static final long SEED = 20_260_301;
  private static final BertShape SHAPE = new BertShape(8, 16, 2, 4, 24);
  private static final Sequences SEQUENCES = Sequences.of(4, 1, 3);
  private static final int[] IDS = {2, 17, 3, 30, 9, 8, 21, 17};

  private record Built(EncoderModel model, List<Weight> weights) {
    Tensor embeddings(Ops ops) {
      return ops.pool(model.forward(ops, IDS, SEQUENCES), SEQUENCES, Pooling.MEAN);
    }
  }

  private static Built build(RandomWeights random) {
    int headSize = SHAPE.hidden() / SHAPE.heads();
    ModelConfig config =
        new ModelConfig(
            "bert",
            BertShape.vocabulary().size(),
            SHAPE.hidden(),
            SHAPE.layers(),
            SHAPE.heads(),
            SHAPE.heads(),
            headSize,
            headSize,
            SHAPE.feedForward(),
            Experts.NONE,
            1e-5f,
            SHAPE.context(),
            0);
    RotaryEmbedding unused =
        new RotaryEmbedding(headSize, headSize, 100, false, new RopeScaling.None());
    Weights weights =
        new Weights(
            MemoryFile.random(SHAPE.tensors(), random), random.memory(), UnaryOperator.identity());
    EncoderModel model =
        (EncoderModel)
            Architectures.ofGguf("bert", false)
                .recipe()
                .build(new ModelSetup(config, unused, SHAPE.context()), weights);
    return new Built(model, List.copyOf(weights.taken()));
  }

  @Test
  void gradients_of_every_weight_agree_with_finite_differences() {
    try (RandomWeights random = new RandomWeights(SEED);
        Tape tape = random.tape()) {
      Built bert = build(random);
      assertThat(bert.weights()).hasSize(5 + 2 * 16);
      // A bias of keys adds the same to all scores of a query, which the softmax takes out again.
      List<Weight> moving =
          bert.weights().stream().filter(w -> !w.name().endsWith("attn_k.bias")).toList();
      int elements = SEQUENCES.count() * SHAPE.hidden();
      new GradientCheck(
              GradientCheck.Objective.weightedSum(elements, SEED),
              (ops, none) -> bert.embeddings(ops),
              List.of(),
              moving,
              SEED)
          .verify(tape);
    }
  }

  @Test
  void all_interpreters_compute_the_same_embeddings() {
    try (RandomWeights random = new RandomWeights(SEED);
        EagerOps inference = random.recycling();
        Tape tape = random.tape()) {
      Built bert = build(random);
      bert.weights().forEach(tape::watch);
      float[] eager = bert.embeddings(inference).toArray();
      float[] taped = bert.embeddings(tape).toArray();
      double[] exact = DoubleOps.values(bert.embeddings(new DoubleOps()));

      assertThat(taped).as("Tape against EagerOps, bit for bit").containsExactly(eager);
      for (int i = 0; i < exact.length; i++) {
        assertThat((double) eager[i])
            .as("element %d, seed %d", i, SEED)
            .isCloseTo(exact[i], within(3e-6));
      }
    }
  }
}
