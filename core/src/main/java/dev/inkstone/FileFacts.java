package dev.inkstone;

import dev.inkstone.engine.format.GgufFile;
import dev.inkstone.engine.format.StoredTensor;
import dev.inkstone.engine.format.TensorFile;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a model file says about itself. */
final class FileFacts {
  private FileFacts() {}

  /** What the model calls itself, or else its file's name. */
  static String name(TensorFile file) {
    String own = file instanceof GgufFile gguf ? gguf.metadata().string("general.name", "") : "";
    return own.isBlank() ? String.valueOf(file.path().getFileName()) : own;
  }

  /** Bytes of the stored tensors by their type. */
  static SortedMap<String, Long> bytesByType(TensorFile file) {
    SortedMap<String, Long> bytes = new TreeMap<>();
    for (StoredTensor tensor : file.tensors()) {
      bytes.merge(tensor.type().name(), tensor.data().byteSize(), Long::sum);
    }
    return bytes;
  }

  /** Kind of tokenizer, as the file calls it. */
  static String tokenizerKind(TensorFile file) {
    return file instanceof GgufFile gguf
        ? gguf.metadata().string("tokenizer.ggml.model")
        : "tokenizer.json";
  }
}
