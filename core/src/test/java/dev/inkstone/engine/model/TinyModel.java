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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tiny Llama-shaped model with seeded random weights, written as GGUF or as a Hugging Face
 * folder: the same model in both, so that both must give the same logits.
 */
public final class TinyModel {
  private static final int EXPERTS = 4;
  private static final int USED = 2;
  private static final Pattern EXPERT =
      Pattern.compile("(.*ffn_(?:gate|up|down))\\.(\\d+)\\.weight");
  private static final LlamaShape SHAPE = new LlamaShape(40, 64, 32, 2, 4, 2, 48);

  private final Architecture architecture;
  private final LlamaShape shape;
  private final boolean tied;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private record Tensor(Shape shape, float[] values) {}

  /**
   * A model of 40 tokens whose weights depend on {@code seed} alone; 2 of 4 experts a token if it
   * is a mixture.
   */
  TinyModel(Architecture architecture, boolean biases, boolean tied, long seed) {
    this(architecture, SHAPE, biases, tied, seed);
  }

  private TinyModel(
      Architecture architecture, LlamaShape shape, boolean biases, boolean tied, long seed) {
    this.architecture = architecture;
    this.shape = shape;
    this.tied = tied;
    SplittableRandom random = new SplittableRandom(seed);
    for (LlamaShape.Tensor tensor :
        shape.tensors(biases, tied, architecture.mixture() ? EXPERTS : 0)) {
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
    return new TinyModel(Architectures.ofGguf("llama", false), shape, false, false, seed);
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

  /** A mixture of 4 experts, of which a token uses 2. */
  public static TinyModel mixtral(LlamaShape shape, long seed) {
    return new TinyModel(Architectures.ofGguf("llama", true), shape, false, false, seed);
  }

  /** Replaces the weights of a tensor. */
  TinyModel filled(String name, float value) {
    Arrays.fill(Objects.requireNonNull(tensors.get(name), name).values(), value);
    return this;
  }

  /** The model as GGUF, without a vocabulary; the experts of a layer are one tensor. */
  public GgufWriter gguf() {
    GgufWriter writer = ggufHead();
    stacked().forEach((name, tensor) -> add(writer, name, tensor));
    return writer;
  }

  /** The model as GGUF with a tensor for every expert, as older files have it. */
  GgufWriter ggufOfSingleExperts() {
    GgufWriter writer = ggufHead();
    tensors.forEach((name, tensor) -> add(writer, name, tensor));
    return writer;
  }

  private GgufWriter ggufHead() {
    String name = architecture.ggufNames().getFirst();
    String prefix = name + ".";
    GgufWriter writer =
        new GgufWriter()
            .string("general.architecture", name)
            .uint32(prefix + "context_length", shape.context())
            .uint32(prefix + "embedding_length", shape.hidden())
            .uint32(prefix + "block_count", shape.layers())
            .uint32(prefix + "feed_forward_length", shape.feedForward())
            .uint32(prefix + "attention.head_count", shape.heads())
            .uint32(prefix + "attention.head_count_kv", shape.kvHeads())
            .float32(prefix + "attention.layer_norm_rms_epsilon", 1e-5f);
    return architecture.mixture()
        ? writer.uint32(prefix + "expert_count", EXPERTS).uint32(prefix + "expert_used_count", USED)
        : writer;
  }

  private void add(GgufWriter writer, String name, Tensor tensor) {
    boolean permute = architecture.rotary().ggufInterleaved() && name.matches(".*attn_[qk]\\..*");
    float[] values = permute ? interleaved(tensor) : tensor.values();
    writer.tensor(
        name, tensor.shape(), GgmlTypes.byName("F32").orElseThrow(), TensorContent.of(values));
  }

  /** The tensors with those of a layer's experts one behind the other in one. */
  private Map<String, Tensor> stacked() {
    Map<String, Tensor> stacked = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          Matcher expert = EXPERT.matcher(name);
          if (expert.matches()) {
            Shape one = tensor.shape();
            Tensor all =
                stacked.computeIfAbsent(
                    expert.group(1) + "_exps.weight",
                    key ->
                        new Tensor(
                            Shape.of(EXPERTS, one.dimension(0), one.dimension(1)),
                            new float[EXPERTS * tensor.values().length]));
            int at = Integer.parseInt(expert.group(2)) * tensor.values().length;
            System.arraycopy(tensor.values(), 0, all.values(), at, tensor.values().length);
          } else {
            stacked.put(name, tensor);
          }
        });
    return stacked;
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
         "max_position_embeddings": %d, "rope_theta": 10000.0, "rope_scaling": null, "tie_word_embeddings": %b%s}
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
                tied,
                architecture.mixture()
                    ? ", \"num_local_experts\": %d, \"num_experts_per_tok\": %d"
                        .formatted(EXPERTS, USED)
                    : ""));
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
