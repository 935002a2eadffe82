package dev.inkstone.finetune.autograd;

import dev.inkstone.engine.format.StoredTensor;
import dev.inkstone.engine.format.StoredType;
import dev.inkstone.engine.format.TensorFile;
import dev.inkstone.engine.model.Architectures;
import dev.inkstone.engine.model.DecoderModel;
import dev.inkstone.engine.model.Experts;
import dev.inkstone.engine.model.ModelConfig;
import dev.inkstone.engine.model.ModelSetup;
import dev.inkstone.engine.model.Weights;
import dev.inkstone.engine.nn.RopeScaling;
import dev.inkstone.engine.nn.RotaryEmbedding;
import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.engine.tensor.Weight;
import dev.inkstone.testing.LlamaShape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
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
        Architectures.ofGguf("llama", experts.any())
            .recipe()
            .build(new ModelSetup(config, rotary, 64), weights);
    return new Built(model, List.copyOf(weights.taken()));
  }

  private MemoryFile file(RandomWeights random) {
    MemoryFile file = new MemoryFile();
    for (LlamaShape.Tensor tensor : SHAPE.tensors(biases, tied, experts.count())) {
      String name = tensor.name();
      file.add(
          switch (tensor.role()) {
            case EMBEDDING, MATRIX -> random.matrix(name, tensor.rows(), tensor.columns());
            case NORM -> random.gain(name, tensor.rows());
            case BIAS -> random.bias(name, tensor.rows());
          });
    }
    return file;
  }

  /** A model file that is only in memory. */
  private static final class MemoryFile implements TensorFile {
    private final LinkedHashMap<String, StoredTensor> tensors = new LinkedHashMap<>();

    void add(Weight weight) {
      Shape shape = weight.rows() == 1 ? Shape.of(weight.columns()) : weight.shape();
      tensors.put(
          weight.name(),
          new StoredTensor(weight.name(), shape, new StoredType("F32", 1, 4), weight.data()));
    }

    @Override
    public Path path() {
      return Path.of("memory");
    }

    @Override
    public Collection<StoredTensor> tensors() {
      return new ArrayList<>(tensors.values());
    }

    @Override
    public Optional<StoredTensor> tensor(String name) {
      return Optional.ofNullable(tensors.get(name));
    }

    @Override
    public void close() {}
  }
}
