package dev.inkstone.bench;

import dev.inkstone.engine.format.GgmlTypes;
import dev.inkstone.engine.format.GgufWriter;
import dev.inkstone.engine.format.StoredType;
import dev.inkstone.engine.format.TensorContent;
import dev.inkstone.engine.quant.BlockFormat;
import dev.inkstone.engine.quant.BlockFormats;
import dev.inkstone.engine.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Writes a Llama model with random weights, for measuring speed and memory without a download: the
 * work a model does depends on its shape and format alone.
 *
 * <p>All matrices have one format, norms are F32, the head is the embedding. The file is written
 * tensor by tensor; the heap holds some megabytes whatever its size. The same arguments give the
 * same file.
 */
public final class RandomModel {
  private static final float NORM_EPSILON = 1e-5f;
  private static final float ROPE_BASE = 500_000;
  private static final long SEED = 42;

  private static final String USAGE =
      "RandomModel --out FILE [--shape llama-3.2-1b|tiny] [--type Q4_0] [--seed N] [--layers N]"
          + " [--hidden N] [--feed-forward N] [--heads N] [--kv-heads N] [--vocabulary N]"
          + " [--context N]";

  private static final Set<String> OPTIONS =
      Set.of(
          "--out",
          "--shape",
          "--type",
          "--seed",
          "--layers",
          "--hidden",
          "--feed-forward",
          "--heads",
          "--kv-heads",
          "--vocabulary",
          "--context");

  private final ModelShape shape;
  private final BlockFormat format;
  private final StoredType type;
  private final SplittableRandom seeds;
  private final Map<Integer, RandomBlocks> blocks = new HashMap<>();
  private final GgufWriter writer = new GgufWriter();

  private RandomModel(ModelShape shape, BlockFormat format, long seed) {
    this.shape = shape;
    this.format = format;
    this.type = GgmlTypes.byName(format.name()).orElseThrow();
    this.seeds = new SplittableRandom(seed);
  }

  /** Writes the model the options describe; see {@code docs/benchmarks.md}. */
  public static void main(String[] args) throws Exception {
    Program.run(USAGE, OPTIONS, args, RandomModel::run);
  }

  private static int run(Arguments arguments) throws Exception {
    Path target = Path.of(arguments.required("--out"));
    BlockFormat format = BlockFormats.byName(arguments.optional("--type").orElse("Q4_0"));
    write(shape(arguments), format, arguments.longNumber("--seed", SEED, Long.MIN_VALUE), target);
    System.out.printf("%s: %,d bytes, %s%n", target, Files.size(target), format.name());
    return Program.OK;
  }

  private static ModelShape shape(Arguments arguments) {
    ModelShape base = ModelShape.named(arguments.optional("--shape").orElse("llama-3.2-1b"));
    return new ModelShape(
        arguments.number("--layers", base.layers(), 1),
        arguments.number("--hidden", base.hidden(), 1),
        arguments.number("--feed-forward", base.feedForward(), 1),
        arguments.number("--heads", base.heads(), 1),
        arguments.number("--kv-heads", base.kvHeads(), 1),
        arguments.number("--vocabulary", base.vocabulary(), 1),
        arguments.number("--context", base.contextLength(), 1));
  }

  /** Writes a model of {@code shape} with all matrices in {@code format}. */
  static void write(ModelShape shape, BlockFormat format, long seed, Path target) {
    RandomModel model = new RandomModel(shape, format, seed);
    model.addMetadata();
    model.addVocabulary(RandomVocabulary.of(shape.vocabulary()));
    model.addTensors();
    model.writer.write(target);
  }

  private void addMetadata() {
    writer
        .string("general.architecture", "llama")
        .string("general.name", "random " + format.name())
        .uint32("general.quantization_version", 2)
        .uint32("llama.block_count", shape.layers())
        .uint32("llama.context_length", shape.contextLength())
        .uint32("llama.embedding_length", shape.hidden())
        .uint32("llama.feed_forward_length", shape.feedForward())
        .uint32("llama.attention.head_count", shape.heads())
        .uint32("llama.attention.head_count_kv", shape.kvHeads())
        .uint32("llama.rope.dimension_count", shape.headSize())
        .uint32("llama.vocab_size", shape.vocabulary())
        .float32("llama.attention.layer_norm_rms_epsilon", NORM_EPSILON)
        .float32("llama.rope.freq_base", ROPE_BASE);
  }

  private void addVocabulary(RandomVocabulary vocabulary) {
    writer
        .string("tokenizer.ggml.model", "gpt2")
        .string("tokenizer.ggml.pre", "llama-bpe")
        .strings("tokenizer.ggml.tokens", vocabulary.tokens())
        .int32s("tokenizer.ggml.token_type", vocabulary.types())
        .strings("tokenizer.ggml.merges", vocabulary.merges())
        .uint32("tokenizer.ggml.bos_token_id", vocabulary.begin())
        .uint32("tokenizer.ggml.eos_token_id", vocabulary.endOfTurn());
  }

  private void addTensors() {
    matrix("token_embd", shape.vocabulary(), shape.hidden());
    for (int layer = 0; layer < shape.layers(); layer++) {
      addLayer("blk." + layer + ".");
    }
    norm("output_norm");
  }

  private void addLayer(String prefix) {
    norm(prefix + "attn_norm");
    matrix(prefix + "attn_q", shape.hidden(), shape.hidden());
    matrix(prefix + "attn_k", shape.kvColumns(), shape.hidden());
    matrix(prefix + "attn_v", shape.kvColumns(), shape.hidden());
    matrix(prefix + "attn_output", shape.hidden(), shape.hidden());
    norm(prefix + "ffn_norm");
    matrix(prefix + "ffn_gate", shape.feedForward(), shape.hidden());
    matrix(prefix + "ffn_up", shape.feedForward(), shape.hidden());
    matrix(prefix + "ffn_down", shape.hidden(), shape.feedForward());
  }

  private void matrix(String name, int rows, int columns) {
    RandomBlocks pieces =
        blocks.computeIfAbsent(columns, width -> new RandomBlocks(format, width, seeds.nextLong()));
    TensorContent content = pieces.tensor((long) rows * columns, seeds.nextLong());
    writer.tensor(name + ".weight", Shape.of(rows, columns), type, content);
  }

  private void norm(String name) {
    SplittableRandom random = new SplittableRandom(seeds.nextLong());
    float[] gains = new float[shape.hidden()];
    for (int i = 0; i < gains.length; i++) {
      gains[i] = 1 + 0.1f * (float) random.nextGaussian();
    }
    StoredType floats = GgmlTypes.byName("F32").orElseThrow();
    writer.tensor(name + ".weight", Shape.of(gains.length), floats, TensorContent.of(gains));
  }
}
