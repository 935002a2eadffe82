package dev.inkstone;

import dev.inkstone.engine.model.LoadOptions;
import dev.inkstone.engine.model.LoadedModel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Options for loading a {@link LanguageModel}. Not thread-safe.
 *
 * <p>Defaults: the context the model was trained for, all processors, a cache in binary16, the chat
 * template of the file, weights packed at every load, kernels compiled while loading.
 */
public final class LanguageModelBuilder {
  /** The most threads a model may have. */
  public static final int MAX_THREADS = LoadOptions.MAX_THREADS;

  private static final Logger LOG = LoggerFactory.getLogger(LanguageModelBuilder.class);

  private final Path path;
  private int contextLength; // 0: as trained
  private int threads = Runtime.getRuntime().availableProcessors();
  private KvCacheType kvCache = KvCacheType.F16;
  private Optional<String> chatTemplate = Optional.empty();
  private Packing packing = Packing.AT_LOAD;
  private boolean warmUp = true;
  private LoadProgress progress = (done, total) -> {};

  LanguageModelBuilder(Path path) {
    this.path = Objects.requireNonNull(path, "path");
  }

  /** Tokens of prompt and answer together at most; memory for them is taken as they come. */
  public LanguageModelBuilder contextLength(int tokens) {
    if (tokens < 1) {
      throw new IllegalArgumentException("contextLength = " + tokens + ", expected at least 1");
    }
    contextLength = tokens;
    return this;
  }

  /** Threads that compute, the caller's included; 1 to {@link #MAX_THREADS}. */
  public LanguageModelBuilder threads(int count) {
    if (count < 1 || count > MAX_THREADS) {
      throw new IllegalArgumentException("threads = " + count + ", expected 1 to " + MAX_THREADS);
    }
    threads = count;
    return this;
  }

  /** How the cache holds keys and values. */
  public LanguageModelBuilder kvCache(KvCacheType type) {
    kvCache = Objects.requireNonNull(type, "kvCache");
    return this;
  }

  /** Jinja source that replaces the chat template of the file. */
  public LanguageModelBuilder chatTemplate(String jinja) {
    chatTemplate = Optional.of(Objects.requireNonNull(jinja, "chatTemplate"));
    return this;
  }

  /**
   * Keeps the packed weights in a file beside the model, as large as they are, from which later
   * loads map them instead of packing: those take a fraction of the time, and processes share the
   * memory. The file is found anew or written anew as needed: it is used only for the model it came
   * from (told by sizes, times of modification and samples of the tensors) and for equal vectors. A
   * file that cannot be written or read is logged and done without.
   */
  public LanguageModelBuilder packCache() {
    packing = Packing.BESIDE_MODEL;
    return this;
  }

  /** As {@link #packCache()}, with the file in {@code folder}, which is made if it is not there. */
  public LanguageModelBuilder packCache(Path folder) {
    packing = Packing.in(Objects.requireNonNull(folder, "folder"));
    return this;
  }

  /**
   * Whether loading has the JVM compile the kernels that the model needs, beside its other work and
   * for 3 seconds at most; so unless said otherwise. It happens once in a JVM for the formats of a
   * model's weights: later loads do not wait for it. Without it the first prompt waits longer,
   * since kernels are slow until they are compiled. Models of less than 64 MiB do without in any
   * case: they would wait for longer than their prompts take.
   */
  public LanguageModelBuilder warmUp(boolean choice) {
    warmUp = choice;
    return this;
  }

  /** Who is told how far loading has come. */
  public LanguageModelBuilder progress(LoadProgress listener) {
    progress = Objects.requireNonNull(listener, "progress");
    return this;
  }

  /**
   * Loads the model.
   *
   * @throws dev.inkstone.error.ModelFormatException if the file is not what its format says
   * @throws dev.inkstone.error.InkstoneException if it does not exist or cannot be read
   * @throws dev.inkstone.error.UnsupportedModelException if its architecture or a tensor type is
   *     unknown
   */
  public LanguageModel build() {
    LoadOptions options = new LoadOptions(threads, contextLength);
    LoadedModel loaded = LoadedModel.open(path, options);
    LanguageModel model = null;
    try {
      loaded.decoder(); // or says at once what else it is
      model = prepare(loaded);
      return model;
    } finally {
      if (model == null) {
        loaded.close();
      }
    }
  }

  private LanguageModel prepare(LoadedModel loaded) {
    try (KernelWarmUp kernels = new KernelWarmUp(loaded)) {
      packing.run(
          loaded, progress, warmUp && KernelWarmUp.pays(loaded) ? kernels::start : () -> {});
      LanguageModel model = open(new LoadedBackend(loaded));
      kernels.await();
      return model;
    }
  }

  private LanguageModel open(LoadedBackend backend) {
    ModelInfo info = backend.info(kvCache);
    if (info.contextLength() > info.trainedContextLength()) {
      LOG.warn(
          "{}: context of {} tokens, but the model was trained for {}",
          info.name(),
          info.contextLength(),
          info.trainedContextLength());
    }
    PromptEncoder encoder = new PromptEncoder(backend.tokenizer());
    Optional<Supplier<ChatFormat>> format =
        chatTemplate
            .or(backend.model()::chatTemplate)
            .map(source -> () -> TemplateFormat.parse(source, encoder));
    return new LanguageModel(backend, info, format);
  }
}
