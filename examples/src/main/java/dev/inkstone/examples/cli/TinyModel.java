package dev.inkstone.examples.cli;

import dev.inkstone.engine.format.GgmlTypes;
import dev.inkstone.engine.format.GgufWriter;
import dev.inkstone.engine.format.StoredType;
import dev.inkstone.engine.format.TensorContent;
import dev.inkstone.engine.quant.BlockFormat;
import dev.inkstone.engine.quant.BlockFormats;
import dev.inkstone.engine.tensor.Shape;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * A complete small Llama with random weights: about 160 thousand parameters, tokenizer and chat
 * template included. What it says means nothing; every step from file to text is the real one.
 *
 * @param seed of the weights; the same seed makes the same file
 */
record TinyModel(long seed) {
  static final int CONTEXT = 512;
  private static final int HIDDEN = 64;
  private static final int LAYERS = 3;
  private static final int HEADS = 4;
  private static final int KEY_VALUE_HEADS = 2;
  private static final int FEED_FORWARD = 160;
  private static final float EPSILON = 1e-5f;
  private static final String WEIGHT_TYPE = "Q8_0";

  private static final String CHAT_TEMPLATE =
      "{% for message in messages %}<|{{ message.role }}|>{{ message.content }}<|end|>{% endfor %}"
          + "{% if add_generation_prompt %}<|assistant|>{% endif %}";

  /** Writes the model as a GGUF file. */
  void write(Path file) {
    TinyVocabulary vocabulary = new TinyVocabulary();
    GgufWriter writer = new GgufWriter();
    describe(writer);
    describe(writer, vocabulary);
    Tensors tensors = new Tensors(writer, new Random(seed));
    tensors.matrix("token_embd.weight", vocabulary.tokens().size(), HIDDEN);
    for (int i = 0; i < LAYERS; i++) {
      layer(tensors, "blk." + i + ".");
    }
    tensors.ones("output_norm.weight");
    tensors.matrix("output.weight", vocabulary.tokens().size(), HIDDEN);
    writer.write(file);
  }

  private static void describe(GgufWriter writer) {
    writer
        .string("general.architecture", "llama")
        .string("general.name", "Inkstone tiny random")
        .uint32("llama.context_length", CONTEXT)
        .uint32("llama.embedding_length", HIDDEN)
        .uint32("llama.block_count", LAYERS)
        .uint32("llama.feed_forward_length", FEED_FORWARD)
        .uint32("llama.attention.head_count", HEADS)
        .uint32("llama.attention.head_count_kv", KEY_VALUE_HEADS)
        .uint32("llama.rope.dimension_count", HIDDEN / HEADS)
        .float32("llama.rope.freq_base", 10_000)
        .float32("llama.attention.layer_norm_rms_epsilon", EPSILON);
  }

  private static void describe(GgufWriter writer, TinyVocabulary vocabulary) {
    writer
        .uint32("llama.vocab_size", vocabulary.tokens().size())
        .string("tokenizer.ggml.model", "gpt2")
        .string("tokenizer.ggml.pre", "gpt-2")
        .strings("tokenizer.ggml.tokens", vocabulary.tokens())
        .int32s("tokenizer.ggml.token_type", vocabulary.types())
        .strings("tokenizer.ggml.merges", vocabulary.merges())
        .uint32("tokenizer.ggml.bos_token_id", vocabulary.id(TinyVocabulary.BEGIN))
        .uint32("tokenizer.ggml.eos_token_id", vocabulary.id(TinyVocabulary.END))
        .bool("tokenizer.ggml.add_bos_token", true)
        .bool("tokenizer.ggml.add_eos_token", false)
        .string("tokenizer.chat_template", CHAT_TEMPLATE);
  }

  private static void layer(Tensors tensors, String prefix) {
    int keyValueWidth = HIDDEN / HEADS * KEY_VALUE_HEADS;
    tensors.ones(prefix + "attn_norm.weight");
    tensors.matrix(prefix + "attn_q.weight", HIDDEN, HIDDEN);
    tensors.matrix(prefix + "attn_k.weight", keyValueWidth, HIDDEN);
    tensors.matrix(prefix + "attn_v.weight", keyValueWidth, HIDDEN);
    tensors.matrix(prefix + "attn_output.weight", HIDDEN, HIDDEN);
    tensors.ones(prefix + "ffn_norm.weight");
    tensors.matrix(prefix + "ffn_gate.weight", FEED_FORWARD, HIDDEN);
    tensors.matrix(prefix + "ffn_up.weight", FEED_FORWARD, HIDDEN);
    tensors.matrix(prefix + "ffn_down.weight", HIDDEN, FEED_FORWARD);
  }

  /** Adds random tensors to a file, in the order they are asked for. */
  private record Tensors(GgufWriter writer, Random random) {

    /** A quantized matrix of normally distributed weights that keeps the size of its input. */
    void matrix(String name, int rows, int columns) {
      BlockFormat format = BlockFormats.byName(WEIGHT_TYPE);
      float[] values = new float[rows * columns];
      double scale = 1 / Math.sqrt(columns);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (scale * random.nextGaussian());
      }
      byte[] bytes = new byte[Math.toIntExact(format.bytesFor(values.length))];
      MemorySegment segment = MemorySegment.ofArray(bytes);
      format.encode(values, 0, values.length, segment, 0);
      writer.tensor(name, Shape.of(rows, columns), type(WEIGHT_TYPE), TensorContent.of(segment));
    }

    /** The weight of a norm. */
    void ones(String name) {
      float[] values = new float[HIDDEN];
      Arrays.fill(values, 1);
      writer.tensor(name, Shape.of(HIDDEN), type("F32"), TensorContent.of(values));
    }

    private static StoredType type(String name) {
      return GgmlTypes.byName(name).orElseThrow();
    }
  }
}
