package dev.inkstone;

import dev.inkstone.engine.model.EmbeddingSetup;
import dev.inkstone.engine.model.LoadOptions;
import dev.inkstone.engine.model.LoadedModel;
import dev.inkstone.engine.model.ModelConfig;
import dev.inkstone.error.UnsupportedModelException;
import dev.inkstone.tokenizer.EncodeOptions;
import dev.inkstone.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Options for loading an {@link EmbeddingModel}. Not thread-safe.
 *
 * <p>Defaults: pooling, normalisation and longest text as the model's files say, all processors,
 * longer texts cut. Where the files say nothing of normalisation, as GGUF never does, embeddings
 * get length 1. Weights are packed at every load.
 */
public final class EmbeddingModelBuilder {
  /** The most threads a model may have. */
  public static final int MAX_THREADS = LoadOptions.MAX_THREADS;

  private final Path path;
  private int threads = Runtime.getRuntime().availableProcessors();
  private int maxTokens; // 0: as the files say
  private Optional<Pooling> pooling = Optional.empty();
  private Optional<Boolean> normalize = Optional.empty();
  private TextOverflow overflow = TextOverflow.TRUNCATE;
  private Packing packing = Packing.AT_LOAD;
  private LoadProgress progress = (done, total) -> {};

  EmbeddingModelBuilder(Path path) {
    this.path = Objects.requireNonNull(path, "path");
  }

  /** Threads that compute, the caller's included; 1 to {@link #MAX_THREADS}. */
  public EmbeddingModelBuilder threads(int count) {
    if (count < 1 || count > MAX_THREADS) {
      throw new IllegalArgumentException("threads = " + count + ", expected 1 to " + MAX_THREADS);
    }
    threads = count;
    return this;
  }

  /**
   * Tokens of a text at most, special ones included; not more than the model has positions for. Of
   * longer texts {@link #overflow} decides.
   */
  public EmbeddingModelBuilder maxTokens(int tokens) {
    if (tokens < 1) {
      throw new IllegalArgumentException("maxTokens = " + tokens + ", expected at least 1");
    }
    maxTokens = tokens;
    return this;
  }

  /** How the vectors of a text's tokens become one. The wrong one ranks badly, without an error. */
  public EmbeddingModelBuilder pooling(Pooling choice) {
    pooling = Optional.of(Objects.requireNonNull(choice, "pooling"));
    return this;
  }

  /** Whether embeddings get length 1, so that their dot product is the cosine of their angle. */
  public EmbeddingModelBuilder normalize(boolean choice) {
    normalize = Optional.of(choice);
    return this;
  }

  /** What happens to texts that have too many tokens. */
  public EmbeddingModelBuilder overflow(TextOverflow choice) {
    overflow = Objects.requireNonNull(choice, "overflow");
    return this;
  }

  /**
   * Keeps the packed weights in a file beside the model, as large as they are, from which later
   * loads map them instead of packing: those take a fraction of the time, and processes share the
   * memory. The file is found anew or written anew as needed: it is used only for the model it came
   * from (told by sizes, times of modification and samples of the tensors) and for equal vectors. A
   * file that cannot be written or read is logged and done without.
   */
  public EmbeddingModelBuilder packCache() {
    packing = Packing.BESIDE_MODEL;
    return this;
  }

  /** As {@link #packCache()}, with the file in {@code folder}, which is made if it is not there. */
  public EmbeddingModelBuilder packCache(Path folder) {
    packing = Packing.in(Objects.requireNonNull(folder, "folder"));
    return this;
  }

  /** Who is told how far loading has come. */
  public EmbeddingModelBuilder progress(LoadProgress listener) {
    progress = Objects.requireNonNull(listener, "progress");
    return this;
  }

  /**
   * Loads the model.
   *
   * @throws dev.inkstone.error.ModelFormatException if the file is not what its format says
   * @throws dev.inkstone.error.InkstoneException if it does not exist or cannot be read
   * @throws UnsupportedModelException if its architecture or a tensor type is unknown, if it is no
   *     encoder, or if neither its files nor {@link #pooling} say how it pools
   * @throws IllegalStateException if {@link #maxTokens} is more than the model has positions, or
   *     has no room for a token of the text beside the special ones
   */
  public EmbeddingModel build() {
    LoadedModel loaded = LoadedModel.open(path, new LoadOptions(threads, 0));
    EmbeddingModel model = null;
    try {
      EmbeddingModelInfo info = info(loaded);
      packing.run(loaded, progress, () -> {});
      model = new EmbeddingModel(loaded, info);
      return model;
    } finally {
      if (model == null) {
        loaded.close();
      }
    }
  }

  private EmbeddingModelInfo info(LoadedModel loaded) {
    ModelConfig config = loaded.encoder().config();
    EmbeddingSetup setup = loaded.embedding();
    if (maxTokens > config.contextLength()) {
      throw new IllegalStateException(
          "maxTokens = %d, but %s has %d positions"
              .formatted(maxTokens, path, config.contextLength()));
    }
    requireRoom(loaded.tokenizer());
    return new EmbeddingModelInfo(
        config.architecture(),
        FileFacts.name(loaded.file()),
        loaded.parameters(),
        FileFacts.bytesByType(loaded.file()),
        config.layers(),
        config.hidden(),
        maxTokens == 0 ? setup.maxTokens() : maxTokens,
        pooling.or(() -> setup.pooling().map(Pooling::of)).orElseThrow(this::unknownPooling),
        normalize.orElse(setup.normalized()),
        overflow,
        config.vocabulary(),
        FileFacts.tokenizerKind(loaded.file()),
        loaded.threads(),
        loaded.kernels());
  }

  private void requireRoom(Tokenizer tokenizer) {
    int special = tokenizer.encode("", EncodeOptions.ADD_SPECIAL).length;
    if (maxTokens > 0 && maxTokens <= special) {
      throw new IllegalStateException(
          "maxTokens = %d, but every text gets %d special tokens: expected at least %d"
              .formatted(maxTokens, special, special + 1));
    }
  }

  private UnsupportedModelException unknownPooling() {
    return new UnsupportedModelException(
        ("%s does not say how it pools the vectors of a text (GGUF: pooling_type; folder:"
                + " modules.json): choose with EmbeddingModel.builder(path).pooling(Pooling.MEAN),"
                + " or CLS as BGE models want")
            .formatted(path));
  }
}
