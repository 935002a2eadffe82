package dev.inkstone;

import dev.inkstone.engine.model.DecoderModel;
import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.tokenizer.Tokenizer;

/** What the front room needs of a loaded model. Thread-safe but for {@link #close()}. */
interface Backend extends AutoCloseable {

  /** The network. */
  DecoderModel decoder();

  /** Text to ids and back. */
  Tokenizer tokenizer();

  /** An interpreter for one caller. */
  Interpreter newInterpreter();

  /** Frees the weights; nothing may compute any more. */
  @Override
  void close();

  /**
   * Ops with the memory they compute in.
   *
   * @param ops the operations
   * @param memory freed by closing
   */
  record Interpreter(Ops ops, Runnable memory) implements AutoCloseable {
    @Override
    public void close() {
      memory.run();
    }
  }
}
