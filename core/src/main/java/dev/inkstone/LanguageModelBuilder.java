package dev.inkstone;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Options for loading a {@link LanguageModel}. Not thread-safe.
 *
 * <p>Defaults: the context the model was trained for, all processors, a cache in binary16, the chat
 * template of the file.
 */
public final class LanguageModelBuilder {
  private final Path path;
  private int contextLength; // 0: as trained
  private int threads = Runtime.getRuntime().availableProcessors();
  private KvCacheType kvCache = KvCacheType.F16;
  private Optional<String> chatTemplate = Optional.empty();
  private LoadProgress progress = (done, total) -> {};

  LanguageModelBuilder(Path path) {
    this.path = path;
  }

  /** Tokens of prompt and answer together at most; memory for them is taken as they come. */
  public LanguageModelBuilder contextLength(int tokens) {
    if (tokens < 1) {
      throw new IllegalArgumentException("contextLength = " + tokens + ", expected at least 1");
    }
    contextLength = tokens;
    return this;
  }

  /** Threads that compute, the caller's included. */
  public LanguageModelBuilder threads(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("threads = " + count + ", expected at least 1");
    }
    threads = count;
    return this;
  }

  /** Element type of the cache. */
  public LanguageModelBuilder kvCache(KvCacheType type) {
    kvCache = type;
    return this;
  }

  /** Jinja source that replaces the chat template of the file. */
  public LanguageModelBuilder chatTemplate(String jinja) {
    chatTemplate = Optional.of(jinja);
    return this;
  }

  /** Who is told how far loading has come. */
  public LanguageModelBuilder progress(LoadProgress listener) {
    progress = listener;
    return this;
  }

  /**
   * Loads the model.
   *
   * @throws dev.inkstone.error.ModelFormatException if the file is not what its format says
   * @throws dev.inkstone.error.UnsupportedModelException if its architecture or a tensor type is
   *     unknown
   */
  public LanguageModel build() {
    if (Files.notExists(path)) {
      throw new ModelFormatException(path + ": no such file or folder");
    }
    progress.report(0, 0);
    throw new UnsupportedModelException(
        "%s: no architecture can read it (context %d, threads %d, %s, %s)"
            .formatted(path, contextLength, threads, kvCache, chatTemplate.isPresent()));
  }
}
