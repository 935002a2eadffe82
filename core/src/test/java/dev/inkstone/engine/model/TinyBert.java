package dev.inkstone.engine.model;

import dev.inkstone.engine.format.GgmlTypes;
import dev.inkstone.engine.format.GgufWriter;
import dev.inkstone.engine.format.SafetensorsTypes;
import dev.inkstone.engine.format.SafetensorsWriter;
import dev.inkstone.engine.format.TensorContent;
import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.testing.BertShape;
import dev.inkstone.testing.LlamaShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A tiny BERT with seeded random weights and a vocabulary of letters, written as GGUF or as a
 * folder of sentence-transformers: the same model in both.
 */
public final class TinyBert {
  /** Tokens a text may have. */
  public static final int CONTEXT = 48;

  /** Tokens that the folder says a text may have. */
  public static final int FOLDER_TOKENS = 40;

  /** Elements of an embedding. */
  public static final int HIDDEN = 32;

  private static final BertShape SHAPE = new BertShape(CONTEXT, HIDDEN, 2, 4, 56);

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private record Tensor(Shape shape, float[] values) {}

  /** A model whose weights depend on {@code seed} alone. */
  public TinyBert(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (LlamaShape.Tensor tensor : SHAPE.tensors()) {
      float[] values = new float[tensor.elements()];
      boolean norm = tensor.role() == LlamaShape.Role.NORM;
      double spread = tensor.role() == LlamaShape.Role.MATRIX ? 0.3 : norm ? 0.1 : 0.5;
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) ((norm ? 1 : 0) + spread * random.nextGaussian());
      }
      tensors.put(tensor.name(), new Tensor(Shape.of(tensor.dimensions()), values));
    }
  }

  /** The model as GGUF that pools by mean, with its vocabulary. */
  public GgufWriter gguf() {
    GgufWriter writer =
        new GgufWriter()
            .string("general.architecture", "bert")
            .string("general.name", "Tiny BERT")
            .uint32("bert.context_length", CONTEXT)
            .uint32("bert.embedding_length", HIDDEN)
            .uint32("bert.block_count", SHAPE.layers())
            .uint32("bert.feed_forward_length", SHAPE.feedForward())
            .uint32("bert.attention.head_count", SHAPE.heads())
            .float32("bert.attention.layer_norm_epsilon", 1e-12f)
            .bool("bert.attention.causal", false)
            .uint32("bert.pooling_type", 1)
            .string("tokenizer.ggml.model", "bert")
            .strings("tokenizer.ggml.tokens", BertShape.ggufVocabulary())
            .uint32("tokenizer.ggml.padding_token_id", 0)
            .uint32("tokenizer.ggml.unknown_token_id", 1)
            .uint32("tokenizer.ggml.cls_token_id", 2)
            .uint32("tokenizer.ggml.bos_token_id", 2)
            .uint32("tokenizer.ggml.seperator_token_id", 3)
            .uint32("tokenizer.ggml.mask_token_id", 4);
    tensors.forEach(
        (name, tensor) ->
            writer.tensor(
                name,
                tensor.shape(),
                GgmlTypes.byName("F32").orElseThrow(),
                TensorContent.of(tensor.values())));
    return writer;
  }

  /** Writes {@code folder/bert.gguf} and returns it. */
  public Path writeGguf(Path folder) {
    Path file = folder.resolve("bert.gguf");
    gguf().write(file);
    return file;
  }

  /**
   * Writes a folder as sentence-transformers does, with the pooler that nobody needs, and returns
   * it.
   */
  public Path writeFolder(Path folder) throws IOException {
    TensorNames names = Bert.ARCHITECTURE.names();
    SafetensorsWriter writer = new SafetensorsWriter();
    tensors.forEach((name, tensor) -> add(writer, names.huggingFace(name), tensor));
    add(
        writer,
        names.huggingFace("pooler.weight"),
        new Tensor(Shape.of(HIDDEN, HIDDEN), new float[HIDDEN * HIDDEN]));
    add(writer, names.huggingFace("pooler.bias"), new Tensor(Shape.of(HIDDEN), new float[HIDDEN]));
    writer.writeFolder(folder, Long.MAX_VALUE);
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"architectures": ["BertModel"], "hidden_size": %d, "num_hidden_layers": %d,
         "num_attention_heads": %d, "intermediate_size": %d, "layer_norm_eps": 1e-12,
         "vocab_size": %d, "max_position_embeddings": %d, "type_vocab_size": 2, "hidden_act": "gelu"}
        """
            .formatted(
                HIDDEN,
                SHAPE.layers(),
                SHAPE.heads(),
                SHAPE.feedForward(),
                BertShape.vocabulary().size(),
                CONTEXT));
    Files.write(folder.resolve("vocab.txt"), BertShape.vocabulary());
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"do_lower_case\": true}");
    Files.writeString(
        folder.resolve("modules.json"),
        """
        [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
         {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
         {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]
        """);
    Files.writeString(
        folder.resolve("sentence_bert_config.json"),
        "{\"max_seq_length\": %d, \"do_lower_case\": false}".formatted(FOLDER_TOKENS));
    writePooling(folder, "mean_tokens");
    return folder;
  }

  /** Writes {@code 1_Pooling/config.json} with one mode. */
  public static void writePooling(Path folder, String mode) throws IOException {
    Files.createDirectories(folder.resolve("1_Pooling"));
    Files.writeString(
        folder.resolve("1_Pooling").resolve("config.json"),
        """
        {"word_embedding_dimension": %d, "pooling_mode_cls_token": false,
         "pooling_mode_mean_tokens": false, "pooling_mode_max_tokens": false,
         "pooling_mode_lasttoken": false}
        """
            .formatted(HIDDEN)
            .replace(
                "\"pooling_mode_" + mode + "\": false", "\"pooling_mode_" + mode + "\": true"));
  }

  private static void add(SafetensorsWriter writer, String name, Tensor tensor) {
    writer.tensor(
        name,
        tensor.shape(),
        SafetensorsTypes.byName("F32").orElseThrow(),
        TensorContent.of(tensor.values()));
  }
}
