package dev.inkstone;

import dev.inkstone.engine.format.GgufFile;
import dev.inkstone.engine.format.StoredTensor;
import dev.inkstone.engine.format.TensorFile;
import dev.inkstone.engine.model.DecoderModel;
import dev.inkstone.engine.model.LoadedModel;
import dev.inkstone.engine.model.ModelConfig;
import dev.inkstone.engine.tensor.EagerOps;
import dev.inkstone.tokenizer.Tokenizer;
import java.util.SortedMap;
import java.util.TreeMap;

/** A model file, ready to run. */
record LoadedBackend(LoadedModel model) implements Backend {

  @Override
  public DecoderModel decoder() {
    return model.decoder();
  }

  @Override
  public Tokenizer tokenizer() {
    return model.tokenizer();
  }

  @Override
  public Interpreter newInterpreter() {
    EagerOps ops = model.newOps();
    return new Interpreter(ops, ops::close);
  }

  /** What the file says, and how it was loaded. */
  ModelInfo info(KvCacheType kvCacheType) {
    ModelConfig config = model.decoder().config();
    return new ModelInfo(
        config.architecture(),
        name(model.file()),
        model.parameters(),
        model.activeParameters(),
        bytesByType(model.file()),
        config.contextLength(),
        model.contextLength(),
        config.layers(),
        config.hidden(),
        config.vocabulary(),
        tokenizerKind(model.file()),
        model.chatTemplate().isPresent(),
        kvCacheType,
        model.threads(),
        model.kernels());
  }

  /** What the model calls itself, or else its file's name. */
  private static String name(TensorFile file) {
    String own = file instanceof GgufFile gguf ? gguf.metadata().string("general.name", "") : "";
    return own.isBlank() ? String.valueOf(file.path().getFileName()) : own;
  }

  private static SortedMap<String, Long> bytesByType(TensorFile file) {
    SortedMap<String, Long> bytes = new TreeMap<>();
    for (StoredTensor tensor : file.tensors()) {
      bytes.merge(tensor.type().name(), tensor.data().byteSize(), Long::sum);
    }
    return bytes;
  }

  private static String tokenizerKind(TensorFile file) {
    return file instanceof GgufFile gguf
        ? gguf.metadata().string("tokenizer.ggml.model")
        : "tokenizer.json";
  }

  @Override
  public void close() {
    model.close();
  }
}
