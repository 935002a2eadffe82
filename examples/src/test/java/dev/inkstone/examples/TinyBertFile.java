package dev.inkstone.examples;

import dev.inkstone.engine.format.GgmlTypes;
import dev.inkstone.engine.format.GgufWriter;
import dev.inkstone.engine.format.TensorContent;
import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.testing.BertShape;
import dev.inkstone.testing.LlamaShape;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A GGUF file of a tiny BERT with random weights and a vocabulary of letters. */
public final class TinyBertFile {
  /** Elements of an embedding. */
  public static final int HIDDEN = 32;

  private static final BertShape SHAPE = new BertShape(64, HIDDEN, 2, 4, 48);

  private TinyBertFile() {}

  /** Writes {@code folder/bert.gguf} and returns it. */
  public static Path write(Path folder) {
    GgufWriter writer =
        new GgufWriter()
            .string("general.architecture", "bert")
            .string("general.name", "Tiny BERT")
            .uint32("bert.context_length", SHAPE.context())
            .uint32("bert.embedding_length", HIDDEN)
            .uint32("bert.block_count", SHAPE.layers())
            .uint32("bert.feed_forward_length", SHAPE.feedForward())
            .uint32("bert.attention.head_count", SHAPE.heads())
            .float32("bert.attention.layer_norm_epsilon", 1e-12f)
            .uint32("bert.pooling_type", 1)
            .string("tokenizer.ggml.model", "bert")
            .strings("tokenizer.ggml.tokens", BertShape.ggufVocabulary())
            .uint32("tokenizer.ggml.unknown_token_id", 1)
            .uint32("tokenizer.ggml.cls_token_id", 2)
            .uint32("tokenizer.ggml.seperator_token_id", 3);
    SplittableRandom random = new SplittableRandom(11);
    for (LlamaShape.Tensor tensor : SHAPE.tensors()) {
      float[] values = new float[tensor.elements()];
      for (int i = 0; i < values.length; i++) {
        values[i] = 0.3f * (float) random.nextGaussian();
      }
      writer.tensor(
          tensor.name(),
          Shape.of(tensor.dimensions()),
          GgmlTypes.byName("F32").orElseThrow(),
          TensorContent.of(values));
    }
    Path file = folder.resolve("bert.gguf");
    writer.write(file);
    return file;
  }
}
