package dev.inkstone;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a loaded embedding model is. Immutable.
 *
 * @param architecture for example {@code bert}
 * @param name the model's own name, or the file's if it has none
 * @param parameters weights in all
 * @param bytesByType bytes of the stored tensors by their type, for example {@code F16}
 * @param layers number of layers
 * @param dimension numbers in an embedding
 * @param maxTokens tokens of a text at most, special ones included
 * @param pooling how the vectors of a text's tokens become one
 * @param normalized whether embeddings have length 1
 * @param overflow what happens to longer texts
 * @param vocabularySize number of token ids
 * @param tokenizer kind of tokenizer
 * @param threads threads that compute
 * @param kernels which kernels compute
 */
public record EmbeddingModelInfo(
    String architecture,
    String name,
    long parameters,
    SortedMap<String, Long> bytesByType,
    int layers,
    int dimension,
    int maxTokens,
    Pooling pooling,
    boolean normalized,
    TextOverflow overflow,
    int vocabularySize,
    String tokenizer,
    int threads,
    String kernels) {

  /** Copies the map. */
  public EmbeddingModelInfo {
    bytesByType = Collections.unmodifiableSortedMap(new TreeMap<>(bytesByType));
  }
}
