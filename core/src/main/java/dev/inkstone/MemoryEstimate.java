package dev.inkstone;

import dev.inkstone.engine.model.DecoderModel;
import dev.inkstone.engine.model.EncoderModel;
import dev.inkstone.engine.model.LoadOptions;
import dev.inkstone.engine.model.LoadedModel;
import dev.inkstone.engine.model.Network;
import dev.inkstone.engine.tensor.DryRunOps;
import dev.inkstone.engine.tensor.Rotation;
import dev.inkstone.engine.tensor.Sequences;
import dev.inkstone.engine.tensor.Weight;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;

/**
 * How much memory a model will need, without loading it: only the head of the file is read, and a
 * dry run through the network counts the rest.
 *
 * {@snippet :
 * MemoryEstimate need = MemoryEstimate.of(path).contextLength(32_768).kvCache(KvCacheType.F16);
 * System.out.println(need.total() >> 20);
 * }
 *
 * <p>Counts off-heap memory: weights and rotary tables, which all generations share, and the cache
 * and activations of one generation with a full context. What comes on top: activations are taken
 * in blocks of at least 1 MiB that grow by half, so up to half as much again; while a cache grows,
 * one of its layers is there twice; scratch memory of the kernels; and the Java heap, about 100
 * bytes per vocabulary entry for the tokenizer. Immutable and thread-safe.
 */
public final class MemoryEstimate {
  private static final LoadOptions LOOK = new LoadOptions(1, 0);

  private final Weights weights;
  private final int contextLength;
  private final KvCacheType kvCacheType;
  private final Network network; // its weights are unmapped by now; a dry run reads none

  private record Weights(long mapped, long packed, long parameters, long active) {}

  private MemoryEstimate(
      Weights weights, int contextLength, KvCacheType kvCacheType, Network network) {
    this.weights = weights;
    this.contextLength = contextLength;
    this.kvCacheType = kvCacheType;
    this.network = network;
  }

  /**
   * The need of the model at {@code path} with the context it was trained for and a binary16 cache.
   *
   * @throws dev.inkstone.error.ModelFormatException if the file is not what its format says
   * @throws dev.inkstone.error.UnsupportedModelException if its architecture is unknown
   */
  public static MemoryEstimate of(Path path) {
    try (LoadedModel model = LoadedModel.open(Objects.requireNonNull(path, "path"), LOOK)) {
      return new MemoryEstimate(
          weights(model), model.contextLength(), KvCacheType.F16, model.network());
    }
  }

  /** The need with another context length. */
  public MemoryEstimate contextLength(int tokens) {
    if (tokens < 1) {
      throw new IllegalArgumentException("contextLength = " + tokens + ", expected at least 1");
    }
    return new MemoryEstimate(weights, tokens, kvCacheType, network);
  }

  /** The need with another type of cache. */
  public MemoryEstimate kvCache(KvCacheType type) {
    return new MemoryEstimate(
        weights, contextLength, Objects.requireNonNull(type, "kvCache"), network);
  }

  /** Weights in all. */
  public long parameters() {
    return weights.parameters();
  }

  /**
   * Weights that take part in one token: fewer than {@link #parameters} in a mixture of experts,
   * which needs memory for all of them but reads and computes with these only.
   */
  public long activeParameters() {
    return weights.active();
  }

  /** Bytes of weights read from the mapped file in place, which the system may drop and reread. */
  public long mappedWeights() {
    return weights.mapped();
  }

  /** Bytes of weights copied into the layout of the kernels. */
  public long packedWeights() {
    return weights.packed();
  }

  /**
   * Bytes of the cache of one generation when the context is full, in whole pages of 192 positions;
   * an encoder has none.
   */
  public long kvCache() {
    return switch (network) {
      case DecoderModel decoder -> decoder.cacheShape().bytes(kvCacheType.type(), contextLength);
      case EncoderModel encoder -> 0;
    };
  }

  /**
   * Bytes of intermediate results while one generation reads a chunk of its prompt, or while an
   * encoder reads as many texts as it does at once.
   */
  public long activations() {
    return dryRun().peakBytes();
  }

  /** Bytes of the cosines and sines of rotary positions when the context is full. */
  public long rotaryTables() {
    long bytes = 0;
    for (Rotation rotation : dryRun().rotations()) {
      bytes += rotation.tableBytes(contextLength);
    }
    return bytes;
  }

  private DryRunOps dryRun() {
    DryRunOps ops = new DryRunOps();
    switch (network) {
      case DecoderModel decoder -> {
        int count = Math.min(Generation.CHUNK, contextLength);
        decoder.forward(ops, new int[count], 0, count, null, true);
      }
      case EncoderModel encoder -> {
        int length = Math.min(contextLength, encoder.config().contextLength());
        int[] lengths = new int[Math.max(1, EmbeddingModel.RUN_TOKENS / length)];
        Arrays.fill(lengths, length);
        Sequences sequences = Sequences.of(lengths);
        encoder.forward(ops, new int[sequences.rows()], sequences);
      }
    }
    return ops;
  }

  /** The sum of all. */
  public long total() {
    return mappedWeights() + packedWeights() + kvCache() + activations() + rotaryTables();
  }

  private static Weights weights(LoadedModel model) {
    Set<Weight> matrices = Set.copyOf(model.matrices());
    long mapped = 0;
    long packed = 0;
    for (Weight weight : model.weights()) {
      if (matrices.contains(weight)) {
        packed += weight.packedBytes();
      } else if (weight.rows() == 1) {
        packed += weight.count() * Float.BYTES; // norms and biases are decoded
      } else {
        mapped += weight.data().byteSize();
      }
    }
    return new Weights(mapped, packed, model.parameters(), model.activeParameters());
  }

  @Override
  public String toString() {
    return "MemoryEstimate[mapped %d, packed %d, kvCache %d, activations %d, rotaryTables %d bytes]"
        .formatted(mappedWeights(), packedWeights(), kvCache(), activations(), rotaryTables());
  }
}
