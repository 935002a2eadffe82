package dev.inkstone.engine.model;

import dev.inkstone.engine.format.GgufFile;
import dev.inkstone.engine.format.Metadata;
import dev.inkstone.engine.format.SafetensorsFile;
import dev.inkstone.engine.format.TensorFile;
import dev.inkstone.error.ModelFormatException;
import dev.inkstone.tokenizer.GgufTokenizers;
import dev.inkstone.tokenizer.HuggingFaceTokenizers;
import dev.inkstone.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a model file says about text: tokenizer and chat template. The tokenizer is read on first
 * use.
 */
final class TextSide {
  private static final String TEMPLATE = "tokenizer.chat_template";

  private final Supplier<Tokenizer> reader;
  private final Optional<String> chatTemplate;
  private @Nullable Tokenizer tokenizer;

  private TextSide(Supplier<Tokenizer> reader, Optional<String> chatTemplate) {
    this.reader = reader;
    this.chatTemplate = chatTemplate;
  }

  static TextSide of(TensorFile file) {
    return switch (file) {
      case GgufFile gguf -> ofGguf(gguf.metadata());
      case SafetensorsFile safetensors -> ofFolder(safetensors.folder());
      default ->
          throw new ModelFormatException(file.path() + ": no tokenizer in " + file.getClass());
    };
  }

  private static TextSide ofGguf(Metadata metadata) {
    Optional<String> template =
        metadata.contains(TEMPLATE) ? Optional.of(metadata.string(TEMPLATE)) : Optional.empty();
    return new TextSide(() -> GgufTokenizers.from(metadata.asMap()), template);
  }

  private static TextSide ofFolder(Path folder) {
    // A folder may carry several named templates; the one for plain conversations is "default".
    Optional<String> template =
        Optional.ofNullable(HuggingFaceTokenizers.chatTemplates(folder).get("default"));
    return new TextSide(() -> HuggingFaceTokenizers.load(folder), template);
  }

  synchronized Tokenizer tokenizer() {
    Tokenizer known = tokenizer;
    if (known == null) {
      known = reader.get();
      tokenizer = known;
    }
    return known;
  }

  Optional<String> chatTemplate() {
    return chatTemplate;
  }
}
