package dev.inkstone.finetune.autograd;

import dev.inkstone.engine.model.Architectures;
import dev.inkstone.engine.model.DecoderModel;
import dev.inkstone.engine.model.Experts;
import dev.inkstone.engine.model.ModelConfig;
import dev.inkstone.engine.model.ModelSetup;
import dev.inkstone.engine.model.Weights;
import dev.inkstone.engine.nn.RopeScaling;
import dev.inkstone.engine.nn.RotaryEmbedding;
import dev.inkstone.engine.tensor.Weight;
import dev.inkstone.testing.LlamaShape;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A Llama of 2 layers with random weights, built by the registry's own recipe from a file in
 * memory.
 *
 * @param biases whether query, key, value, output and feed-forward layers have biases
 * @param tied whether the head is the embedding
 * @param window keys a query sees, 0 for all
 * @param interleaved how rotary pairs lie
 * @param experts of a Mixtral, if it is one
 */
record TinyLlama(boolean biases, boolean tied, int window, boolean interleaved, Experts experts) {

  /** A Llama without experts. */
  TinyLlama(boolean biases, boolean tied, int window, boolean interleaved) {
    this(biases, tied, window, interleaved, Experts.NONE);
  }

  static final int VOCABULARY = 31;
  private static final LlamaShape SHAPE = new LlamaShape(VOCABULARY, 64, 16, 2, 4, 2, 24);

  /** A model and all its weights. */
  record Built(DecoderModel model, List<Weight> weights) {}

  Built build(RandomWeights random) {
    int headSize = SHAPE.headSize();
    ModelConfig config =
        new ModelConfig(
            "llama",
            VOCABULARY,
            SHAPE.hidden(),
            SHAPE.layers(),
            SHAPE.heads(),
            SHAPE.kvHeads(),
            headSize,
            headSize,
            SHAPE.feedForward(),
            experts,
            1e-5f,
            SHAPE.context(),
            window);
    RotaryEmbedding rotary =
        new RotaryEmbedding(headSize, headSize, 100, interleaved, new RopeScaling.None());
    Weights weights = new Weights(file(random), random.memory(), UnaryOperator.identity());
    DecoderModel model =
        (DecoderModel)
            Architectures.ofGguf("llama", experts.any())
                .recipe()
                .build(new ModelSetup(config, rotary, 64), weights);
    return new Built(model, List.copyOf(weights.taken()));
  }

  private MemoryFile file(RandomWeights random) {
    return MemoryFile.random(SHAPE.tensors(biases, tied, experts.count()), random);
  }
}
