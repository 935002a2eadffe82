package dev.inkstone;

import dev.inkstone.engine.model.LoadedModel;
import dev.inkstone.engine.tensor.EagerOps;
import dev.inkstone.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * An embedding model loaded from a file: text in, a vector out, near to those of texts that mean
 * about the same.
 *
 * {@snippet :
 * try (EmbeddingModel model = EmbeddingModel.load(Path.of("all-MiniLM-L6-v2"))) {
 *   float[] question = model.embed("How do I reset the device?");
 *   List<float[]> passages = model.embedAll(List.of("Hold the button.", "Ink is made of soot."));
 *   System.out.println(EmbeddingModel.cosine(question, passages.getFirst()));
 * }
 * }
 *
 * <p>Texts of unequal length are computed together without padding, and a text's embedding has the
 * same bits whatever is computed with it and however many threads there are.
 *
 * <p>Thread-safe: any number of callers embed at once over the same weights; they share the model's
 * threads. Memory: the weights, mapped and packed off-heap, and the activations of {@value
 * #RUN_TOKENS} tokens for each caller; see {@link MemoryEstimate}. {@link #close()} frees all of
 * it. From then on everything that would compute throws {@code IllegalStateException: model is
 * closed}.
 */
public final class EmbeddingModel implements AutoCloseable {
  /** Tokens computed together at most, but for a single text that has more. */
  static final int RUN_TOKENS = 512;

  private static final int IDLE_AT_MOST = 2; // each holds activations

  private final LoadedModel loaded;
  private final EmbeddingModelInfo info;
  private final TextReader reader;
  private final Lifetime lifetime = new Lifetime();
  private final ArrayDeque<EagerOps> idle = new ArrayDeque<>();

  EmbeddingModel(LoadedModel loaded, EmbeddingModelInfo info) {
    this.loaded = loaded;
    this.info = info;
    this.reader = new TextReader(loaded.tokenizer(), info.maxTokens(), info.overflow());
  }

  /**
   * Loads a model with the defaults of {@link #builder(Path)}.
   *
   * @throws dev.inkstone.error.ModelFormatException if the file is not what its format says
   * @throws dev.inkstone.error.InkstoneException if it does not exist or cannot be read
   * @throws dev.inkstone.error.UnsupportedModelException if its architecture or a tensor type is
   *     unknown, if it is no encoder, or if its files do not say how it pools
   */
  public static EmbeddingModel load(Path path) {
    return builder(path).build();
  }

  /** A builder with every option for loading. */
  public static EmbeddingModelBuilder builder(Path path) {
    return new EmbeddingModelBuilder(path);
  }

  /** The embedding of a text. Throws as {@link #embedAll(List, EmbeddingOptions)}. */
  public float[] embed(String text) {
    return embedAll(List.of(Objects.requireNonNull(text, "text"))).getFirst();
  }

  /**
   * The embeddings of many texts, in the order given. Throws as {@link #embedAll(List,
   * EmbeddingOptions)}.
   */
  public List<float[]> embedAll(List<String> texts) {
    return embedAll(texts, EmbeddingOptions.DEFAULT).stream().map(Embedding::vector).toList();
  }

  /**
   * The embeddings of many texts with their token counts, in the order given.
   *
   * @throws CancellationException if {@code options} or an interrupt of this thread end it
   * @throws dev.inkstone.error.ContextOverflowException if a text is too long and the model was
   *     loaded with {@link TextOverflow#ERROR}
   * @throws IllegalStateException if the model is closed
   */
  public List<Embedding> embedAll(List<String> texts, EmbeddingOptions options) {
    Objects.requireNonNull(options, "options");
    List<Embedding> embeddings = new ArrayList<>(texts.size());
    EmbeddingRun run = new EmbeddingRun();
    for (String text : texts) {
      TextReader.Ids ids = reader.read(Objects.requireNonNull(text, "text"));
      if (!run.add(ids)) {
        compute(run, embeddings, options, texts.size());
        run.add(ids);
      }
    }
    if (!run.isEmpty()) {
      compute(run, embeddings, options, texts.size());
    }
    return embeddings;
  }

  private void compute(
      EmbeddingRun run, List<Embedding> embeddings, EmbeddingOptions options, int total) {
    if (options.cancelWhen().getAsBoolean() || Thread.currentThread().isInterrupted()) {
      throw new CancellationException(
          "embedding was cancelled after %d of %d texts".formatted(embeddings.size(), total));
    }
    lifetime.during(
        () -> {
          EagerOps ops = take();
          try {
            run.embed(
                loaded.encoder(), ops, info.pooling().operation(), info.normalized(), embeddings);
          } finally {
            give(ops);
          }
          return embeddings;
        });
    options.progress().report(embeddings.size(), total);
  }

  private EagerOps take() {
    synchronized (idle) {
      EagerOps known = idle.poll();
      return known == null ? loaded.newOps() : known;
    }
  }

  private void give(EagerOps ops) {
    synchronized (idle) {
      if (idle.size() < IDLE_AT_MOST) {
        idle.push(ops);
        return;
      }
    }
    ops.close();
  }

  /** Numbers in an embedding. */
  public int dimension() {
    return info.dimension();
  }

  /** Tokens of a text at most, special ones included. */
  public int maxTokens() {
    return info.maxTokens();
  }

  /** Tokens of a text, special ones included, before it is cut. */
  public int countTokens(String text) {
    return reader.count(Objects.requireNonNull(text, "text"));
  }

  /** The model's tokenizer; stays usable after {@link #close()}. */
  public Tokenizer tokenizer() {
    return reader.tokenizer();
  }

  /** What the model is. */
  public EmbeddingModelInfo info() {
    return info;
  }

  /**
   * The cosine of the angle between two embeddings, from -1 to 1; 0 if one has length 0.
   *
   * @throws IllegalArgumentException if they have different dimensions
   */
  public static double cosine(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "embeddings of %d and %d dimensions: expected two of the same model"
              .formatted(a.length, b.length));
    }
    double product = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squaresOfA += (double) a[i] * a[i];
      squaresOfB += (double) b[i] * b[i];
    }
    double lengths = Math.sqrt(squaresOfA) * Math.sqrt(squaresOfB);
    return lengths == 0 ? 0 : product / lengths;
  }

  /**
   * Frees the model's memory, after waiting for what is being computed right now. A second call
   * does nothing.
   */
  @Override
  public void close() {
    if (lifetime.end()) {
      idle.forEach(EagerOps::close);
      idle.clear();
      loaded.close();
    }
  }
}
