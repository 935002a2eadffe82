package dev.inkstone;

import dev.inkstone.engine.model.DecoderModel;
import dev.inkstone.engine.model.LoadedModel;
import dev.inkstone.engine.model.ModelConfig;
import dev.inkstone.engine.tensor.EagerOps;
import dev.inkstone.tokenizer.Tokenizer;

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
        FileFacts.name(model.file()),
        model.parameters(),
        model.activeParameters(),
        FileFacts.bytesByType(model.file()),
        config.contextLength(),
        model.contextLength(),
        config.layers(),
        config.hidden(),
        config.vocabulary(),
        FileFacts.tokenizerKind(model.file()),
        model.chatTemplate().isPresent(),
        kvCacheType,
        model.threads(),
        model.kernels());
  }

  @Override
  public void close() {
    model.close();
  }
}
