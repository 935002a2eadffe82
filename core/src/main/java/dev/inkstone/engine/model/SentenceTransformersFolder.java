package dev.inkstone.engine.model;

import dev.inkstone.engine.format.JsonConfig;
import dev.inkstone.engine.tensor.Pooling;
import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads what sentence-transformers writes beside a model: {@code modules.json} lists what follows
 * the network, {@code 1_Pooling/config.json} says how it pools, {@code sentence_bert_config.json}
 * how many tokens it reads.
 */
final class SentenceTransformersFolder {
  private static final String MODE = "pooling_mode_";

  private final Path folder;
  private Optional<Pooling> pooling = Optional.empty();
  private boolean normalized;

  private SentenceTransformersFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads a folder; one without {@code modules.json} says nothing about pooling, and its embeddings
   * get length 1.
   */
  static EmbeddingSetup read(Path folder, int contextLength) {
    SentenceTransformersFolder reader = new SentenceTransformersFolder(folder);
    Path modules = folder.resolve("modules.json");
    if (Files.exists(modules)) {
      JsonConfig.readAll(modules).forEach(reader::module);
    } else {
      reader.normalized = true;
    }
    int maxTokens = Math.min(reader.maxTokens(contextLength), contextLength);
    return new EmbeddingSetup(reader.pooling, reader.normalized, maxTokens);
  }

  private int maxTokens(int contextLength) {
    Path config = folder.resolve("sentence_bert_config.json");
    return Files.exists(config)
        ? JsonConfig.read(config).count("max_seq_length", contextLength)
        : contextLength;
  }

  private void module(JsonConfig module) {
    String type = module.string("type");
    switch (type.substring(type.lastIndexOf('.') + 1)) {
      case "Transformer" -> {}
      case "Pooling" -> pooling = Optional.of(pooling(module));
      case "Normalize" -> normalized = true;
      default ->
          throw new UnsupportedModelException(
              "%s: module '%s', expected Transformer, Pooling or Normalize"
                  .formatted(module.where(), type));
    }
  }

  private Pooling pooling(JsonConfig module) {
    Path inside = folder.resolve(module.string("path")).normalize();
    if (!inside.startsWith(folder.normalize())) {
      throw new ModelFormatException(
          "%s: path '%s' leaves the folder".formatted(module.where(), module.string("path")));
    }
    JsonConfig config = JsonConfig.read(inside.resolve("config.json"));
    List<String> chosen =
        config.keys().stream()
            .filter(key -> key.startsWith(MODE) && config.bool(key))
            .map(key -> key.substring(MODE.length()))
            .toList();
    return switch (chosen) {
      case List<String> one when one.equals(List.of("mean_tokens")) -> Pooling.MEAN;
      case List<String> one when one.equals(List.of("cls_token")) -> Pooling.FIRST;
      case List<String> one when one.equals(List.of("lasttoken")) -> Pooling.LAST;
      default ->
          throw new UnsupportedModelException(
              "%s: pooling modes %s, expected one of mean_tokens, cls_token, lasttoken"
                  .formatted(config.where(), chosen));
    };
  }
}
