package dev.inkstone;

/** How the vectors of a text's tokens become the embedding of the text. */
public enum Pooling {
  /** Their mean, special tokens included. */
  MEAN(dev.inkstone.engine.tensor.Pooling.MEAN),
  /** The one of the first token, {@code [CLS]}. */
  CLS(dev.inkstone.engine.tensor.Pooling.FIRST),
  /** The one of the last token. */
  LAST(dev.inkstone.engine.tensor.Pooling.LAST);

  private final dev.inkstone.engine.tensor.Pooling operation;

  Pooling(dev.inkstone.engine.tensor.Pooling operation) {
    this.operation = operation;
  }

  dev.inkstone.engine.tensor.Pooling operation() {
    return operation;
  }

  static Pooling of(dev.inkstone.engine.tensor.Pooling operation) {
    return switch (operation) {
      case MEAN -> MEAN;
      case FIRST -> CLS;
      case LAST -> LAST;
    };
  }
}
