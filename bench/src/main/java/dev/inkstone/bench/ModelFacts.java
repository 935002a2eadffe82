package dev.inkstone.bench;

import dev.inkstone.engine.format.GgufFile;
import dev.inkstone.engine.format.StoredTensor;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What tables say about a model file.
 *
 * @param type the format that most of its bytes have
 * @param bytes bytes of its tensors
 * @param parameters elements of its tensors
 * @param vocabulary rows of its embedding
 */
record ModelFacts(String type, long bytes, long parameters, int vocabulary) {

  /** Reads the header of a GGUF file. */
  static ModelFacts of(Path path) {
    try (GgufFile file = GgufFile.open(path)) {
      Map<String, Long> bytesByType =
          file.tensors().stream()
              .collect(
                  Collectors.groupingBy(
                      tensor -> tensor.type().name(), Collectors.summingLong(ModelFacts::bytes)));
      String type =
          bytesByType.entrySet().stream()
              .max(Map.Entry.comparingByValue())
              .map(Map.Entry::getKey)
              .orElse("empty");
      long parameters =
          file.tensors().stream().mapToLong(tensor -> tensor.shape().elements()).sum();
      long bytes = bytesByType.values().stream().mapToLong(Long::longValue).sum();
      return new ModelFacts(type, bytes, parameters, vocabulary(file));
    }
  }

  private static long bytes(StoredTensor tensor) {
    return tensor.data().byteSize();
  }

  private static int vocabulary(GgufFile file) {
    return file.tensor("token_embd.weight")
        .map(tensor -> tensor.shape().dimension(0))
        .map(Math::toIntExact)
        .orElseThrow(() -> new IllegalArgumentException(file + " has no token_embd.weight"));
  }
}
