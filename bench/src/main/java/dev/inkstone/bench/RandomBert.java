package dev.inkstone.bench;

import dev.inkstone.engine.format.GgmlTypes;
import dev.inkstone.engine.format.GgufWriter;
import dev.inkstone.engine.format.StoredType;
import dev.inkstone.engine.format.TensorContent;
import dev.inkstone.engine.quant.BlockFormat;
import dev.inkstone.engine.quant.BlockFormats;
import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Writes a BERT of all-MiniLM-L6-v2's shape with random weights and a given vocabulary: 6 layers,
 * 384 wide, 12 heads, inner width 1536, 512 positions, pooled by mean.
 *
 * <p>The matrices of the layers have one format, embeddings, norms and biases are F32. The same
 * arguments give the same file.
 */
final class RandomBert {
  private static final int LAYERS = 6;
  private static final int HIDDEN = 384;
  private static final int HEADS = 12;
  private static final int FEED_FORWARD = 1536;
  private static final int CONTEXT = 512;
  private static final StoredType FLOATS = GgmlTypes.byName("F32").orElseThrow();

  private final GgufWriter writer = new GgufWriter();
  private final BlockFormat format;
  private final SplittableRandom random;

  private RandomBert(BlockFormat format, long seed) {
    this.format = format;
    this.random = new SplittableRandom(seed);
  }

  /** Writes a model whose matrices have {@code format}. */
  static void write(Tokenizer tokenizer, String format, long seed, Path target) {
    RandomBert model = new RandomBert(BlockFormats.byName(format), seed);
    model.addMetadata();
    model.addVocabulary(tokenizer);
    model.addTensors(tokenizer.vocabularySize());
    model.writer.write(target);
  }

  private void addMetadata() {
    writer
        .string("general.architecture", "bert")
        .string("general.name", "random MiniLM " + format.name())
        .uint32("bert.block_count", LAYERS)
        .uint32("bert.context_length", CONTEXT)
        .uint32("bert.embedding_length", HIDDEN)
        .uint32("bert.feed_forward_length", FEED_FORWARD)
        .uint32("bert.attention.head_count", HEADS)
        .float32("bert.attention.layer_norm_epsilon", 1e-12f)
        .bool("bert.attention.causal", false)
        .uint32("bert.pooling_type", 1);
  }

  /** A WordPiece vocabulary in GGUF's spelling: what begins a word is marked, not what goes on. */
  private void addVocabulary(Tokenizer tokenizer) {
    List<String> tokens =
        IntStream.range(0, tokenizer.vocabularySize())
            .mapToObj(tokenizer::token)
            .map(RandomBert::spelling)
            .toList();
    writer
        .string("tokenizer.ggml.model", "bert")
        .strings("tokenizer.ggml.tokens", tokens)
        .uint32("tokenizer.ggml.padding_token_id", tokens.indexOf("[PAD]"))
        .uint32("tokenizer.ggml.unknown_token_id", tokens.indexOf("[UNK]"))
        .uint32("tokenizer.ggml.cls_token_id", tokens.indexOf("[CLS]"))
        .uint32("tokenizer.ggml.bos_token_id", tokens.indexOf("[CLS]"))
        .uint32("tokenizer.ggml.seperator_token_id", tokens.indexOf("[SEP]"))
        .uint32("tokenizer.ggml.mask_token_id", tokens.indexOf("[MASK]"));
  }

  private static String spelling(String token) {
    if (token.startsWith("##")) {
      return token.substring(2);
    }
    return token.startsWith("[") && token.endsWith("]") ? token : "\u2581" + token;
  }

  private void addTensors(int vocabulary) {
    floats("token_embd.weight", Shape.of(vocabulary, HIDDEN), 0, 0.05);
    floats("position_embd.weight", Shape.of(CONTEXT, HIDDEN), 0, 0.05);
    floats("token_types.weight", Shape.of(2, HIDDEN), 0, 0.05);
    norm("token_embd_norm");
    for (int i = 0; i < LAYERS; i++) {
      String prefix = "blk." + i + ".";
      linear(prefix + "attn_q", HIDDEN, HIDDEN);
      linear(prefix + "attn_k", HIDDEN, HIDDEN);
      linear(prefix + "attn_v", HIDDEN, HIDDEN);
      linear(prefix + "attn_output", HIDDEN, HIDDEN);
      norm(prefix + "attn_output_norm");
      linear(prefix + "ffn_up", FEED_FORWARD, HIDDEN);
      linear(prefix + "ffn_down", HIDDEN, FEED_FORWARD);
      norm(prefix + "layer_output_norm");
    }
  }

  private void linear(String name, int out, int in) {
    RandomBlocks blocks = new RandomBlocks(format, in, random.nextLong());
    writer.tensor(
        name + ".weight",
        Shape.of(out, in),
        GgmlTypes.byName(format.name()).orElseThrow(),
        blocks.tensor((long) out * in, random.nextLong()));
    floats(name + ".bias", Shape.of(out), 0, 0.05);
  }

  private void norm(String name) {
    floats(name + ".weight", Shape.of(HIDDEN), 1, 0.1);
    floats(name + ".bias", Shape.of(HIDDEN), 0, 0.05);
  }

  private void floats(String name, Shape shape, double mean, double deviation) {
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + deviation * random.nextGaussian());
    }
    writer.tensor(name, shape, FLOATS, TensorContent.of(values));
  }
}
