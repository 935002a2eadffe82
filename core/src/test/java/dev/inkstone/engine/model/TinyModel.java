package dev.inkstone.engine.model;

import dev.inkstone.engine.format.GgmlTypes;
import dev.inkstone.engine.format.GgufWriter;
import dev.inkstone.engine.format.SafetensorsTypes;
import dev.inkstone.engine.format.SafetensorsWriter;
import dev.inkstone.engine.format.TensorContent;
import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.testing.LlamaShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A tiny Llama-shaped model with seeded random weights, written as GGUF or as a Hugging Face
 * folder: the same model in both, so that both must give the same logits.
 */
public final class TinyModel {
  private static final LlamaShape SHAPE = new LlamaShape(40, 64, 32, 2, 4, 2, 48);

  private final Architecture architecture;
  private final LlamaShape shape;
  private final boolean tied;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private record Tensor(Shape shape, float[] values) {}

  /** A model of 40 tokens whose weights depend on {@code seed} alone. */
  TinyModel(Architecture architecture, boolean biases, boolean tied, long seed) {
    this(architecture, SHAPE, biases, tied, seed);
  }

  private TinyModel(
      Architecture architecture, LlamaShape shape, boolean biases, boolean tied, long seed) {
    this.architecture = architecture;
    this.shape = shape;
    this.tied = tied;
    SplittableRandom random = new SplittableRandom(seed);
    for (LlamaShape.Tensor tensor : shape.tensors(biases, tied)) {
      int count = tensor.elements();
      float[] values =
          switch (tensor.role()) {
            case EMBEDDING -> gaussians(count, 0, 1, random);
            case MATRIX -> gaussians(count, 0, 0.3, random);
            case NORM -> gaussians(count, 1, 0.1, random);
            case BIAS -> gaussians(count, 0, 0.1, random);
          };
      tensors.put(tensor.name(), new Tensor(Shape.of(tensor.dimensions()), values));
    }
  }

  /** A Llama without biases. */
  public static TinyModel llama(LlamaShape shape, long seed) {
    return new TinyModel(Architectures.ofGguf("llama"), shape, false, false, seed);
  }

  private static float[] gaussians(
      int count, double mean, double deviation, SplittableRandom random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (mean + deviation * random.nextGaussian());
    }
    return values;
  }

  /** Writes {@code folder/model.gguf} and returns it. */
  Path writeGguf(Path folder) {
    Path file = folder.resolve("model.gguf");
    gguf().write(file);
    return file;
  }

  /** The model as GGUF, without a vocabulary. */
  public GgufWriter gguf() {
    String prefix = architecture.name() + ".";
    GgufWriter writer =
        new GgufWriter()
            .string("general.architecture", architecture.name())
            .uint32(prefix + "context_length", shape.context())
            .uint32(prefix + "embedding_length", shape.hidden())
            .uint32(prefix + "block_count", shape.layers())
            .uint32(prefix + "feed_forward_length", shape.feedForward())
            .uint32(prefix + "attention.head_count", shape.heads())
            .uint32(prefix + "attention.head_count_kv", shape.kvHeads())
            .float32(prefix + "attention.layer_norm_rms_epsilon", 1e-5f);
    tensors.forEach(
        (name, tensor) -> {
          boolean permute =
              architecture.rotary().ggufInterleaved() && name.matches(".*attn_[qk]\\..*");
          float[] values = permute ? interleaved(tensor) : tensor.values();
          writer.tensor(
              name,
              tensor.shape(),
              GgmlTypes.byName("F32").orElseThrow(),
              TensorContent.of(values));
        });
    return writer;
  }

  /**
   * Writes config.json and safetensors shards of at most {@code maxShardBytes} into {@code folder}
   * and returns it.
   */
  Path writeHuggingFace(Path folder, long maxShardBytes) throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    tensors.forEach(
        (name, tensor) ->
            writer.tensor(
                architecture.names().huggingFace(name),
                tensor.shape(),
                SafetensorsTypes.byName("F32").orElseThrow(),
                TensorContent.of(tensor.values())));
    writer.writeFolder(folder, maxShardBytes);
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"architectures": ["%s"], "hidden_size": %d, "num_hidden_layers": %d, "num_attention_heads": %d,
         "num_key_value_heads": %d, "intermediate_size": %d, "rms_norm_eps": 1e-05, "vocab_size": %d,
         "max_position_embeddings": %d, "rope_theta": 10000.0, "rope_scaling": null, "tie_word_embeddings": %b}
        """
            .formatted(
                architecture.huggingFaceNames().getFirst(),
                shape.hidden(),
                shape.layers(),
                shape.heads(),
                shape.kvHeads(),
                shape.feedForward(),
                shape.vocabulary(),
                shape.context(),
                tied));
    return folder;
  }

  /**
   * Rows of every head from halves to neighbours, as GGUF's converter orders Llama's queries and
   * keys.
   */
  private float[] interleaved(Tensor tensor) {
    int columns = tensor.shape().rank() == 1 ? 1 : shape.hidden(); // a bias has one element a row
    int headSize = shape.headSize();
    float[] result = new float[tensor.values().length];
    for (int row = 0; row < result.length / columns; row++) {
      int head = row / headSize;
      int within = row % headSize;
      int target = head * headSize + within % (headSize / 2) * 2 + within / (headSize / 2);
      System.arraycopy(tensor.values(), row * columns, result, target * columns, columns);
    }
    return result;
  }
}
