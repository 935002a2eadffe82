package dev.inkstone.engine.model;

import dev.inkstone.engine.format.GgufFile;
import dev.inkstone.engine.format.Metadata;
import dev.inkstone.engine.format.SafetensorsFile;
import dev.inkstone.engine.format.TensorFile;
import dev.inkstone.engine.tensor.Pooling;
import dev.inkstone.error.ModelFormatException;
import java.util.Optional;

/**
 * What the files of an encoder say about turning its last hidden states into the embedding of a
 * text.
 *
 * @param pooling how a text's vectors become one; empty if they do not say
 * @param normalized whether the embedding has length 1
 * @param maxTokens tokens of a text at most, special ones included
 */
public record EmbeddingSetup(Optional<Pooling> pooling, boolean normalized, int maxTokens) {

  /**
   * Reads it.
   *
   * @throws dev.inkstone.error.UnsupportedModelException if the files want something else
   */
  static EmbeddingSetup of(TensorFile file, ModelConfig config) {
    return switch (file) {
      case GgufFile gguf -> ofGguf(gguf.metadata(), config.contextLength());
      case SafetensorsFile folder ->
          SentenceTransformersFolder.read(folder.folder(), config.contextLength());
      default ->
          throw new ModelFormatException(file.path() + ": cannot read it from " + file.getClass());
    };
  }

  /** GGUF has no word on normalisation; embeddings are compared by angle, so they get length 1. */
  private static EmbeddingSetup ofGguf(Metadata metadata, int contextLength) {
    String key = metadata.string("general.architecture") + ".pooling_type";
    int type = metadata.integer(key, 0);
    Optional<Pooling> pooling =
        switch (type) {
          case 0, 4 -> Optional.empty(); // none; a ranker's head
          case 1 -> Optional.of(Pooling.MEAN);
          case 2 -> Optional.of(Pooling.FIRST);
          case 3 -> Optional.of(Pooling.LAST);
          default ->
              throw new ModelFormatException(
                  "%s = %d, expected 0 (none) to 4 (rank)".formatted(key, type));
        };
    return new EmbeddingSetup(pooling, true, contextLength);
  }
}
