package dev.inkstone;

import dev.inkstone.engine.model.EncoderModel;
import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Pooling;
import dev.inkstone.engine.tensor.Sequences;
import dev.inkstone.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Texts that are computed together, one after the other in one matrix: as many as have {@link
 * EmbeddingModel#RUN_TOKENS} tokens, but at least one.
 */
final class EmbeddingRun {
  private final List<TextReader.Ids> texts = new ArrayList<>();
  private int tokens;

  boolean isEmpty() {
    return texts.isEmpty();
  }

  /** Adds a text if it fits. */
  boolean add(TextReader.Ids text) {
    if (!texts.isEmpty() && tokens + text.ids().length > EmbeddingModel.RUN_TOKENS) {
      return false;
    }
    texts.add(text);
    tokens += text.ids().length;
    return true;
  }

  /** Computes all texts and adds their embeddings to {@code target}. */
  void embed(
      EncoderModel encoder, Ops ops, Pooling pooling, boolean normalized, List<Embedding> target) {
    int[] ids = texts.stream().flatMapToInt(text -> Arrays.stream(text.ids())).toArray();
    int[] lengths = texts.stream().mapToInt(text -> text.ids().length).toArray();
    Sequences sequences = Sequences.of(lengths);
    Tensor states = encoder.forward(ops, ids, sequences); // (T, hidden)
    Tensor pooled = ops.pool(states, sequences, pooling); // (texts, hidden)
    for (int i = 0; i < texts.size(); i++) {
      float[] vector = new float[pooled.columns()];
      long offset = (long) i * vector.length * Float.BYTES;
      MemorySegment.copy(pooled.data(), ValueLayout.JAVA_FLOAT, offset, vector, 0, vector.length);
      if (normalized) {
        normalize(vector);
      }
      target.add(new Embedding(vector, lengths[i], texts.get(i).truncated()));
    }
    texts.clear();
    tokens = 0;
  }

  /** Makes a vector's length 1; one of length 0 stays. */
  private static void normalize(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    if (squares > 0) {
      double factor = 1 / Math.sqrt(squares);
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) (vector[i] * factor);
      }
    }
  }
}
