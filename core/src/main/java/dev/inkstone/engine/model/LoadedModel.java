package dev.inkstone.engine.model;

import dev.inkstone.engine.format.GgufFile;
import dev.inkstone.engine.format.JsonConfig;
import dev.inkstone.engine.format.SafetensorsFile;
import dev.inkstone.engine.format.TensorFile;
import dev.inkstone.engine.format.TensorFiles;
import dev.inkstone.engine.tensor.EagerOps;
import dev.inkstone.engine.tensor.Weight;
import dev.inkstone.engine.tensor.WeightMemory;
import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import dev.inkstone.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A model file that is open and ready to run: network, weights, threads and the text side of the
 * file.
 *
 * <p>Thread-safe. Closing ends the threads and frees packed and mapped memory; nothing may compute
 * then.
 */
public final class LoadedModel implements AutoCloseable {
  private final TensorFile file;
  private final TextSide text;
  private final Network network;
  private final List<Weight> weights;
  private final List<Weight> matrices;
  private final long idleParameters;
  private final WeightMemory memory;
  private final int contextLength;

  private LoadedModel(TensorFile file, TextSide text, Build build, WeightMemory memory) {
    this.file = file;
    this.text = text;
    this.network = build.network();
    this.weights = List.copyOf(build.weights().taken());
    this.matrices = List.copyOf(build.weights().multiplied());
    this.idleParameters = build.weights().idleParameters();
    this.memory = memory;
    this.contextLength = build.contextLength();
  }

  private record Build(Network network, Weights weights, int contextLength) {}

  /** Opens a GGUF file, safetensors file or Hugging Face folder and packs its weights. */
  public static LoadedModel load(Path path, LoadOptions options) {
    LoadedModel model = open(path, options);
    try {
      model.matrices().forEach(Weight::packed);
      return model;
    } catch (Throwable failure) {
      model.close();
      throw failure;
    }
  }

  /**
   * Opens a model without packing its weights, which then happens on first use: to look at it, or
   * to estimate.
   */
  public static LoadedModel open(Path path, LoadOptions options) {
    TensorFile file = TensorFiles.open(path);
    try {
      return open(file, options);
    } catch (Throwable failure) {
      file.close();
      throw failure;
    }
  }

  private static LoadedModel open(TensorFile file, LoadOptions options) {
    return open(file, WeightMemory.open(options.threads()), options.contextLength());
  }

  /**
   * A model of {@code file}, packed into {@code memory}; closes both, the memory also if it fails.
   */
  static LoadedModel open(TensorFile file, WeightMemory memory, int contextLength) {
    try {
      Build build = checkedBuild(file, memory, contextLength);
      return new LoadedModel(file, TextSide.of(file), build, memory);
    } catch (Throwable failure) {
      memory.close();
      throw failure;
    }
  }

  /**
   * Numbers of the file that the parts of the model refuse are an error of the file; and what this
   * version does not have is missing for this file, which the parts do not know by name.
   */
  private static Build checkedBuild(TensorFile file, WeightMemory memory, int contextLength) {
    try {
      return build(file, memory, contextLength);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModelFormatException(file.path() + ": " + e.getMessage(), e);
    } catch (UnsupportedModelException e) {
      throw new UnsupportedModelException(file.path() + ": " + e.getMessage(), e);
    }
  }

  private static Build build(TensorFile file, WeightMemory memory, int contextLength) {
    return switch (file) {
      case GgufFile gguf -> {
        Architecture architecture = Architectures.ofGguf(gguf.metadata());
        Weights weights = new Weights(file, memory, name -> name);
        ModelSetup setup = GgufSetup.read(gguf.metadata(), architecture, weights, contextLength);
        yield build(architecture, setup, weights);
      }
      case SafetensorsFile safetensors -> {
        JsonConfig json = safetensors.configuration();
        Architecture architecture =
            Architectures.ofHuggingFace(HuggingFaceSetup.architecture(json));
        Weights weights = new Weights(file, memory, architecture.names()::huggingFace);
        yield build(
            architecture, HuggingFaceSetup.read(json, architecture, contextLength), weights);
      }
      default ->
          throw new ModelFormatException(
              file.path() + ": cannot read a model from " + file.getClass());
    };
  }

  private static Build build(Architecture architecture, ModelSetup setup, Weights weights) {
    Network network = architecture.recipe().build(setup, weights);
    weights.requireUnderstood();
    return new Build(network, weights, setup.contextLength());
  }

  /** The network. */
  public Network network() {
    return network;
  }

  /**
   * The network as a decoder.
   *
   * @throws UnsupportedModelException if it is an encoder
   */
  public DecoderModel decoder() {
    return switch (network) {
      case DecoderModel decoder -> decoder;
      case EncoderModel encoder ->
          throw new UnsupportedModelException(
              "%s: architecture '%s' is an encoder, which makes embeddings and generates no text:"
                      .formatted(file.path(), encoder.config().architecture())
                  + " load it with EmbeddingModel, or 'inkstone embed' on the command line");
    };
  }

  /**
   * The network as an encoder.
   *
   * @throws UnsupportedModelException if it is a decoder
   */
  public EncoderModel encoder() {
    return switch (network) {
      case EncoderModel encoder -> encoder;
      case DecoderModel decoder ->
          throw new UnsupportedModelException(
              "%s: architecture '%s' is a decoder, which generates text; its embeddings are not"
                      .formatted(file.path(), decoder.config().architecture())
                  + " supported: load it with LanguageModel, or take an encoder such as BERT");
    };
  }

  /**
   * What the files say about the embedding of a text.
   *
   * @throws UnsupportedModelException if they want something else than this version has
   */
  public EmbeddingSetup embedding() {
    return EmbeddingSetup.of(file, network.config());
  }

  /** The open file. */
  public TensorFile file() {
    return file;
  }

  /** Every weight the network uses, each once. */
  public List<Weight> weights() {
    return weights;
  }

  /** The weights of linear layers, which are packed; a tied head is the embedding too. */
  public List<Weight> matrices() {
    return matrices;
  }

  /** Weights in all. */
  public long parameters() {
    return weights.stream().mapToLong(Weight::count).sum();
  }

  /** Weights that take part in one token: all but those of the experts it does not use. */
  public long activeParameters() {
    return parameters() - idleParameters;
  }

  /** Positions a cache of this model may hold; chosen at load. */
  public int contextLength() {
    return contextLength;
  }

  /**
   * The tokenizer the file carries; read on first use. It may have fewer tokens than the network
   * has rows, which files pad.
   *
   * @throws ModelFormatException if it has tokens that the network has no row for
   */
  public Tokenizer tokenizer() {
    Tokenizer tokenizer = text.tokenizer();
    int rows = network.config().vocabulary();
    if (tokenizer.vocabularySize() > rows) {
      throw new ModelFormatException(
          "%s: the tokenizer has %d tokens, but the model has embeddings of %d only: take the"
                  .formatted(file.path(), tokenizer.vocabularySize(), rows)
              + " tokenizer that the model was made with");
    }
    return tokenizer;
  }

  /** The Jinja source of the chat template the file carries. */
  public Optional<String> chatTemplate() {
    return text.chatTemplate();
  }

  /** Has the JVM compile a decoder's kernels of its formats; see {@link WeightMemory#warmUp}. */
  public void warmUp(Duration limit) {
    memory.warmUp(matrices, limit);
  }

  /** What its weights are packed with, and into. */
  WeightMemory memory() {
    return memory;
  }

  /** Which kernels compute, in one line. */
  public String kernels() {
    return memory.description();
  }

  /** Threads that compute, the caller's included. */
  public int threads() {
    return memory.threads();
  }

  /** An interpreter for one session. */
  public EagerOps newOps() {
    return EagerOps.recycling(memory);
  }

  /** An interpreter for one training run; its results live until it is reset. */
  public EagerOps newTrainingOps() {
    return EagerOps.keeping(memory);
  }

  /**
   * Frees the memory, then gives up the threads; a second call does nothing. The file is closed
   * even if the memory cannot be freed.
   */
  @Override
  public void close() {
    try (file) {
      memory.close();
    }
  }
}
