package dev.inkstone;

import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Who follows the embedding of many texts, and may end it. Immutable.
 *
 * {@snippet :
 * var options = EmbeddingOptions.DEFAULT.progress((done, total) -> bar.show(done, total));
 * }
 *
 * @param progress is told how far it has come
 * @param cancelWhen is asked between two runs; true ends it
 */
public record EmbeddingOptions(EmbeddingProgress progress, BooleanSupplier cancelWhen) {
  /** Nobody. */
  public static final EmbeddingOptions DEFAULT =
      new EmbeddingOptions((done, total) -> {}, () -> false);

  /** Checks that both are there. */
  public EmbeddingOptions {
    Objects.requireNonNull(progress, "progress");
    Objects.requireNonNull(cancelWhen, "cancelWhen");
  }

  /** The same, which tell {@code listener}. */
  public EmbeddingOptions progress(EmbeddingProgress listener) {
    return new EmbeddingOptions(listener, cancelWhen);
  }

  /** The same, which end when {@code condition} holds. */
  public EmbeddingOptions cancelWhen(BooleanSupplier condition) {
    return new EmbeddingOptions(progress, condition);
  }
}
