package dev.inkstone.examples.cli;

import dev.inkstone.engine.format.GgufFile;
import dev.inkstone.engine.format.JsonConfig;
import dev.inkstone.engine.format.Metadata;
import dev.inkstone.engine.format.SafetensorsFile;
import dev.inkstone.engine.format.StoredTensor;
import dev.inkstone.engine.format.TensorFile;
import dev.inkstone.engine.format.TensorFiles;
import dev.inkstone.error.ModelFormatException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What can be said of a model from its file's header alone, whether Inkstone can run it or not.
 *
 * @param format for example {@code GGUF v3}
 * @param architecture as the file names it
 * @param experts in a layer, 0 if it is no mixture
 * @param name as the file names itself, else the file's name
 * @param contextLength positions it was trained for, 0 if the file does not say
 * @param layers 0 if the file does not say
 * @param hidden 0 if the file does not say
 * @param tokenizer kind of tokenizer
 * @param vocabulary number of tokens
 * @param chatTemplate the Jinja source
 * @param parameters elements of all tensors
 * @param activeParameters elements that take part in one token
 * @param types what is stored in which type, by name
 */
record ModelHeader(
    String format,
    String architecture,
    int experts,
    String name,
    int contextLength,
    int layers,
    int hidden,
    String tokenizer,
    long vocabulary,
    Optional<String> chatTemplate,
    long parameters,
    long activeParameters,
    Map<String, TypeUse> types) {

  /**
   * Tensors of one type.
   *
   * @param tensors how many
   * @param elements of all of them
   * @param bytes of all of them
   */
  record TypeUse(int tensors, long elements, long bytes) {
    private TypeUse plus(StoredTensor tensor) {
      return new TypeUse(
          tensors + 1, elements + tensor.shape().elements(), bytes + tensor.data().byteSize());
    }
  }

  /** Bytes of all tensors. */
  long bytes() {
    return types.values().stream().mapToLong(TypeUse::bytes).sum();
  }

  /** Reads the header of a file or folder; no tensor data are touched. */
  static ModelHeader read(Path path) {
    try (TensorFile file = TensorFiles.open(path)) {
      return switch (file) {
        case GgufFile gguf -> of(gguf);
        case SafetensorsFile safetensors -> of(path, safetensors);
        default -> throw new ModelFormatException(path + ": neither GGUF nor safetensors");
      };
    }
  }

  private static ModelHeader of(GgufFile file) {
    Metadata metadata = file.metadata();
    String architecture = metadata.string("general.architecture", "unknown");
    String prefix = architecture + ".";
    int experts = metadata.integer(prefix + "expert_count", 0);
    double share = share(metadata.integer(prefix + "expert_used_count", 0), experts);
    String template = metadata.string("tokenizer.chat_template", "");
    return new ModelHeader(
        "GGUF v" + file.version(),
        architecture,
        experts,
        metadata.string("general.name", String.valueOf(file.path().getFileName())),
        metadata.integer(prefix + "context_length", 0),
        metadata.integer(prefix + "block_count", 0),
        metadata.integer(prefix + "embedding_length", 0),
        metadata.string("tokenizer.ggml.model", "none"),
        metadata.strings("tokenizer.ggml.tokens", List.of()).size(),
        template.isEmpty() ? Optional.empty() : Optional.of(template),
        elements(file.tensors(), 1),
        elements(file.tensors(), share),
        types(file.tensors()));
  }

  private static ModelHeader of(Path path, SafetensorsFile file) {
    Path folder = file.folder();
    JsonConfig config = file.configuration();
    int experts = config.integer("num_local_experts", config.integer("num_experts", 0));
    double share = share(config.integer("num_experts_per_tok", 0), experts);
    return new ModelHeader(
        "safetensors",
        config.strings("architectures", List.of("unknown")).getFirst(),
        experts,
        String.valueOf(path.toAbsolutePath().normalize().getFileName()),
        config.integer("max_position_embeddings", 0),
        config.integer("num_hidden_layers", 0),
        config.integer("hidden_size", 0),
        HuggingFaceText.tokenizer(folder),
        config.integer("vocab_size", 0),
        HuggingFaceText.chatTemplate(folder),
        elements(file.tensors(), 1),
        elements(file.tensors(), share),
        types(file.tensors()));
  }

  private static double share(int used, int experts) {
    return experts > 0 && used > 0 ? Math.min(1, (double) used / experts) : 1;
  }

  /** Counts experts' tensors by the share of them that one token uses. */
  private static long elements(Collection<StoredTensor> tensors, double expertShare) {
    long elements = 0;
    for (StoredTensor tensor : tensors) {
      boolean expert = tensor.name().contains("_exps.") || tensor.name().contains(".experts.");
      long own = tensor.shape().elements();
      elements += expert ? Math.round(own * expertShare) : own;
    }
    return elements;
  }

  private static Map<String, TypeUse> types(Collection<StoredTensor> tensors) {
    Map<String, TypeUse> types = new TreeMap<>();
    for (StoredTensor tensor : tensors) {
      TypeUse use = types.getOrDefault(tensor.type().name(), new TypeUse(0, 0, 0));
      types.put(tensor.type().name(), use.plus(tensor));
    }
    return types;
  }
}
