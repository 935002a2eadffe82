package dev.inkstone.testing;

import dev.inkstone.engine.format.GgmlTypes;
import dev.inkstone.engine.format.GgufWriter;
import dev.inkstone.engine.format.SafetensorsTypes;
import dev.inkstone.engine.format.SafetensorsWriter;
import dev.inkstone.engine.format.TensorContent;
import dev.inkstone.engine.model.Architecture;
import dev.inkstone.engine.tensor.Shape;
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
  public static final int VOCABULARY = 40;
  public static final int HIDDEN = 32;
  public static final int LAYERS = 2;
  public static final int HEADS = 4;
  public static final int KV_HEADS = 2;
  public static final int HEAD_SIZE = 8;
  public static final int FEED_FORWARD = 48;
  public static final int CONTEXT = 64;

  private final Architecture architecture;
  private final boolean biases;
  private final boolean tied;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private record Tensor(Shape shape, float[] values) {}

  /** A model whose weights depend on {@code seed} alone. */
  public TinyModel(Architecture architecture, boolean biases, boolean tied, long seed) {
    this.architecture = architecture;
    this.biases = biases;
    this.tied = tied;
    SplittableRandom random = new SplittableRandom(seed);
    matrix("token_embd", VOCABULARY, HIDDEN, 1, random);
    for (int i = 0; i < LAYERS; i++) {
      layer("blk." + i + ".", random);
    }
    norm("output_norm", random);
    if (!tied) {
      matrix("output", VOCABULARY, HIDDEN, 0.3, random);
    }
  }

  private void layer(String prefix, SplittableRandom random) {
    norm(prefix + "attn_norm", random);
    linear(prefix + "attn_q", HEADS * HEAD_SIZE, HIDDEN, random);
    linear(prefix + "attn_k", KV_HEADS * HEAD_SIZE, HIDDEN, random);
    linear(prefix + "attn_v", KV_HEADS * HEAD_SIZE, HIDDEN, random);
    linear(prefix + "attn_output", HIDDEN, HEADS * HEAD_SIZE, random);
    norm(prefix + "ffn_norm", random);
    linear(prefix + "ffn_gate", FEED_FORWARD, HIDDEN, random);
    linear(prefix + "ffn_up", FEED_FORWARD, HIDDEN, random);
    linear(prefix + "ffn_down", HIDDEN, FEED_FORWARD, random);
  }

  private void linear(String name, int out, int in, SplittableRandom random) {
    matrix(name, out, in, 0.3, random);
    if (biases) {
      tensors.put(name + ".bias", new Tensor(Shape.of(out), gaussians(out, 0, 0.1, random)));
    }
  }

  private void matrix(String name, int out, int in, double deviation, SplittableRandom random) {
    tensors.put(
        name + ".weight", new Tensor(Shape.of(out, in), gaussians(out * in, 0, deviation, random)));
  }

  private void norm(String name, SplittableRandom random) {
    tensors.put(name + ".weight", new Tensor(Shape.of(HIDDEN), gaussians(HIDDEN, 1, 0.1, random)));
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
  public Path writeGguf(Path folder) {
    String prefix = architecture.name() + ".";
    GgufWriter writer =
        new GgufWriter()
            .string("general.architecture", architecture.name())
            .uint32(prefix + "context_length", CONTEXT)
            .uint32(prefix + "embedding_length", HIDDEN)
            .uint32(prefix + "block_count", LAYERS)
            .uint32(prefix + "feed_forward_length", FEED_FORWARD)
            .uint32(prefix + "attention.head_count", HEADS)
            .uint32(prefix + "attention.head_count_kv", KV_HEADS)
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
    Path file = folder.resolve("model.gguf");
    writer.write(file);
    return file;
  }

  /**
   * Writes config.json and safetensors shards of at most {@code maxShardBytes} into {@code folder}
   * and returns it.
   */
  public Path writeHuggingFace(Path folder, long maxShardBytes) throws IOException {
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
                HIDDEN,
                LAYERS,
                HEADS,
                KV_HEADS,
                FEED_FORWARD,
                VOCABULARY,
                CONTEXT,
                tied));
    return folder;
  }

  /**
   * Rows of every head from halves to neighbours, as GGUF's converter orders Llama's queries and
   * keys.
   */
  private static float[] interleaved(Tensor tensor) {
    int columns = tensor.shape().rank() == 1 ? 1 : HIDDEN; // a bias has one element a row
    float[] result = new float[tensor.values().length];
    for (int row = 0; row < result.length / columns; row++) {
      int head = row / HEAD_SIZE;
      int within = row % HEAD_SIZE;
      int target = head * HEAD_SIZE + within % (HEAD_SIZE / 2) * 2 + within / (HEAD_SIZE / 2);
      System.arraycopy(tensor.values(), row * columns, result, target * columns, columns);
    }
    return result;
  }
}
