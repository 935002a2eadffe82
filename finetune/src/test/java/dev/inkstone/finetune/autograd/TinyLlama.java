package dev.inkstone.finetune.autograd;

import dev.inkstone.engine.format.StoredTensor;
import dev.inkstone.engine.format.StoredType;
import dev.inkstone.engine.format.TensorFile;
import dev.inkstone.engine.model.Architectures;
import dev.inkstone.engine.model.DecoderModel;
import dev.inkstone.engine.model.ModelConfig;
import dev.inkstone.engine.model.ModelSetup;
import dev.inkstone.engine.model.Weights;
import dev.inkstone.engine.nn.RopeScaling;
import dev.inkstone.engine.nn.RotaryEmbedding;
import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.engine.tensor.Weight;
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
 */
record TinyLlama(boolean biases, boolean tied, int window, boolean interleaved) {
  static final int VOCABULARY = 31;
  private static final int HIDDEN = 16;
  private static final int LAYERS = 2;
  private static final int HEADS = 4;
  private static final int KV_HEADS = 2;
  private static final int HEAD_SIZE = 4;
  private static final int FEED_FORWARD = 24;

  /** A model and all its weights. */
  record Built(DecoderModel model, List<Weight> weights) {}

  Built build(RandomWeights random) {
    ModelConfig config =
        new ModelConfig(
            "llama",
            VOCABULARY,
            HIDDEN,
            LAYERS,
            HEADS,
            KV_HEADS,
            HEAD_SIZE,
            HEAD_SIZE,
            FEED_FORWARD,
            1e-5f,
            64,
            window);
    RotaryEmbedding rotary =
        new RotaryEmbedding(HEAD_SIZE, HEAD_SIZE, 100, interleaved, new RopeScaling.None());
    Weights weights = new Weights(file(random), random.memory(), UnaryOperator.identity());
    DecoderModel model =
        Architectures.ofGguf("llama").recipe().build(new ModelSetup(config, rotary, 64), weights);
    return new Built(model, List.copyOf(weights.taken()));
  }

  private MemoryFile file(RandomWeights random) {
    MemoryFile file = new MemoryFile();
    file.add(random.matrix("token_embd.weight", VOCABULARY, HIDDEN));
    file.add(random.gain("output_norm.weight", HIDDEN));
    if (!tied) {
      file.add(random.matrix("output.weight", VOCABULARY, HIDDEN));
    }
    for (int layer = 0; layer < LAYERS; layer++) {
      String prefix = "blk." + layer + ".";
      file.add(random.gain(prefix + "attn_norm.weight", HIDDEN));
      linear(file, random, prefix + "attn_q", HEADS * HEAD_SIZE, HIDDEN);
      linear(file, random, prefix + "attn_k", KV_HEADS * HEAD_SIZE, HIDDEN);
      linear(file, random, prefix + "attn_v", KV_HEADS * HEAD_SIZE, HIDDEN);
      linear(file, random, prefix + "attn_output", HIDDEN, HEADS * HEAD_SIZE);
      file.add(random.gain(prefix + "ffn_norm.weight", HIDDEN));
      linear(file, random, prefix + "ffn_gate", FEED_FORWARD, HIDDEN);
      linear(file, random, prefix + "ffn_up", FEED_FORWARD, HIDDEN);
      linear(file, random, prefix + "ffn_down", HIDDEN, FEED_FORWARD);
    }
    return file;
  }

  private void linear(MemoryFile file, RandomWeights random, String name, int out, int in) {
    file.add(random.matrix(name + ".weight", out, in));
    if (biases) {
      file.add(random.bias(name + ".bias", out));
    }
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
