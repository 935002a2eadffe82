package dev.inkstone;

import dev.inkstone.engine.format.GgmlTypes;
import dev.inkstone.engine.format.GgufWriter;
import dev.inkstone.engine.format.TensorContent;
import dev.inkstone.engine.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A GGUF file with everything a {@link LanguageModel} wants: a tiny Llama of seeded random weights,
 * a SentencePiece vocabulary of bytes and letters, a chat template.
 */
final class BytesModelFile {
  static final int CONTEXT = 48;
  static final int LAYERS = 2;
  static final int VOCABULARY = 3 + 256 + 27;
  private static final int HIDDEN = 32;
  private static final int KV_COLUMNS = 16;

  private final SplittableRandom random = new SplittableRandom(5);
  private final int feedForward;
  private final GgufWriter writer = new GgufWriter();

  private BytesModelFile(int feedForward) {
    this.feedForward = feedForward;
  }

  /** Writes {@code folder/bytes.gguf} and returns it. */
  static Path write(Path folder) {
    return write(folder, "Bytes");
  }

  /** Writes {@code folder/bytes.gguf} of a model that calls itself {@code name}. */
  static Path write(Path folder, String name) {
    return new BytesModelFile(48).writeNamed(folder, name);
  }

  /** Writes {@code folder/bytes.gguf} with another inner width of the feed-forward network. */
  static Path writeWide(Path folder, int feedForward) {
    return new BytesModelFile(feedForward).writeNamed(folder, "Wide");
  }

  private Path writeNamed(Path folder, String name) {
    writer.string("general.name", name);
    shape();
    vocabulary();
    tensors();
    Path path = folder.resolve("bytes.gguf");
    writer.write(path);
    return path;
  }

  private void shape() {
    writer
        .string("general.architecture", "llama")
        .uint32("llama.context_length", CONTEXT)
        .uint32("llama.embedding_length", HIDDEN)
        .uint32("llama.block_count", LAYERS)
        .uint32("llama.feed_forward_length", feedForward)
        .uint32("llama.attention.head_count", 4)
        .uint32("llama.attention.head_count_kv", 2)
        .float32("llama.attention.layer_norm_rms_epsilon", 1e-5f);
  }

  private void vocabulary() {
    List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
    for (int value = 0; value < 256; value++) {
      tokens.add("<0x%02X>".formatted(value));
    }
    tokens.add("▁");
    for (char letter = 'a'; letter <= 'z'; letter++) {
      tokens.add(String.valueOf(letter));
    }
    int[] types = new int[VOCABULARY];
    Arrays.fill(types, 1); // normal
    types[0] = 2; // unknown
    types[1] = 3; // control
    types[2] = 3;
    Arrays.fill(types, 3, 259, 6); // byte
    writer
        .string("tokenizer.ggml.model", "llama")
        .strings("tokenizer.ggml.tokens", tokens)
        .float32s("tokenizer.ggml.scores", new float[VOCABULARY])
        .int32s("tokenizer.ggml.token_type", types)
        .uint32("tokenizer.ggml.bos_token_id", 1)
        .uint32("tokenizer.ggml.eos_token_id", 2)
        .string(
            "tokenizer.chat_template",
            "{{ bos_token }}{% for m in messages %}{{ m.content }} {% endfor %}");
  }

  private void tensors() {
    matrix("token_embd.weight", VOCABULARY, HIDDEN);
    for (int i = 0; i < LAYERS; i++) {
      String prefix = "blk." + i + ".";
      norm(prefix + "attn_norm.weight");
      matrix(prefix + "attn_q.weight", HIDDEN, HIDDEN);
      matrix(prefix + "attn_k.weight", KV_COLUMNS, HIDDEN);
      matrix(prefix + "attn_v.weight", KV_COLUMNS, HIDDEN);
      matrix(prefix + "attn_output.weight", HIDDEN, HIDDEN);
      norm(prefix + "ffn_norm.weight");
      matrix(prefix + "ffn_gate.weight", feedForward, HIDDEN);
      matrix(prefix + "ffn_up.weight", feedForward, HIDDEN);
      matrix(prefix + "ffn_down.weight", HIDDEN, feedForward);
    }
    norm("output_norm.weight");
    matrix("output.weight", VOCABULARY, HIDDEN);
  }

  private void norm(String name) {
    float[] ones = new float[HIDDEN];
    Arrays.fill(ones, 1);
    tensor(name, Shape.of(HIDDEN), ones);
  }

  private void matrix(String name, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.3 * random.nextGaussian());
    }
    tensor(name, Shape.of(rows, columns), values);
  }

  private void tensor(String name, Shape shape, float[] values) {
    writer.tensor(name, shape, GgmlTypes.byName("F32").orElseThrow(), TensorContent.of(values));
  }
}
