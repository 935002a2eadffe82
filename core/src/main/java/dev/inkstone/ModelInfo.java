package dev.inkstone;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a loaded model is. Immutable.
 *
 * @param architecture for example {@code llama}
 * @param name the model's own name, or the file's if it has none
 * @param parameters weights in all
 * @param activeParameters weights that take part in one token; fewer than {@code parameters} in a
 *     mixture of experts
 * @param bytesByType bytes of the stored tensors by their type, for example {@code Q4_K}
 * @param trainedContextLength positions the model was trained for
 * @param contextLength positions it was loaded with
 * @param layers number of layers
 * @param hidden width of the residual stream
 * @param vocabularySize number of token ids
 * @param tokenizer kind of tokenizer
 * @param hasChatTemplate whether the file carries a chat template
 * @param kvCacheType element type of the KV cache
 * @param threads threads that compute
 * @param kernels which kernels compute
 */
public record ModelInfo(
    String architecture,
    String name,
    long parameters,
    long activeParameters,
    SortedMap<String, Long> bytesByType,
    int trainedContextLength,
    int contextLength,
    int layers,
    int hidden,
    int vocabularySize,
    String tokenizer,
    boolean hasChatTemplate,
    KvCacheType kvCacheType,
    int threads,
    String kernels) {

  /** Copies the map. */
  public ModelInfo {
    bytesByType = Collections.unmodifiableSortedMap(new TreeMap<>(bytesByType));
  }

  /** Bytes of all stored tensors. */
  public long tensorBytes() {
    return bytesByType.values().stream().mapToLong(Long::longValue).sum();
  }
}
