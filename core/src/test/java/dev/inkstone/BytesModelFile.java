package dev.inkstone;

import dev.inkstone.engine.format.GgufWriter;
import dev.inkstone.engine.model.TinyModel;
import dev.inkstone.testing.LlamaShape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A GGUF file with everything a {@link LanguageModel} wants: a tiny Llama of seeded random weights,
 * a SentencePiece vocabulary of bytes and letters, a chat template.
 */
final class BytesModelFile {
  static final int CONTEXT = 48;
  static final int LAYERS = 2;
  static final int VOCABULARY = 3 + 256 + 27;

  private BytesModelFile() {}

  /** Writes {@code folder/bytes.gguf} and returns it. */
  static Path write(Path folder) {
    return write(folder, "Bytes");
  }

  /** Writes {@code folder/bytes.gguf} of a model that calls itself {@code name}. */
  static Path write(Path folder, String name) {
    return write(folder, name, 48);
  }

  /** Writes {@code folder/bytes.gguf} with another inner width of the feed-forward network. */
  static Path writeWide(Path folder, int feedForward) {
    return write(folder, "Wide", feedForward);
  }

  /** Writes {@code folder/bytes.gguf} of a mixture of 4 experts, of which a token uses 2. */
  static Path writeMixture(Path folder) {
    return write(folder, "Mixture", TinyModel.mixtral(shape(48), 5));
  }

  /** Writes {@code folder/bytes.gguf} with embeddings of {@code rows} tokens. */
  static Path writeRows(Path folder, int rows) {
    LlamaShape shape = new LlamaShape(rows, CONTEXT, 32, LAYERS, 4, 2, 48);
    return write(folder, "Rows", TinyModel.llama(shape, 5));
  }

  private static Path write(Path folder, String name, int feedForward) {
    return write(folder, name, TinyModel.llama(shape(feedForward), 5));
  }

  private static LlamaShape shape(int feedForward) {
    return new LlamaShape(VOCABULARY, CONTEXT, 32, LAYERS, 4, 2, feedForward);
  }

  private static Path write(Path folder, String name, TinyModel model) {
    GgufWriter writer = model.gguf().string("general.name", name);
    addVocabulary(writer);
    Path path = folder.resolve("bytes.gguf");
    writer.write(path);
    return path;
  }

  private static void addVocabulary(GgufWriter writer) {
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
}
