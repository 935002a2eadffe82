package dev.inkstone.examples.cli;

import dev.inkstone.engine.format.JsonConfig;
import dev.inkstone.tokenizer.HuggingFaceTokenizers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What a Hugging Face folder says about text. */
final class HuggingFaceText {
  private HuggingFaceText() {}

  /** The kind of tokenizer, for example {@code BPE}; {@code none} without tokenizer.json. */
  static String tokenizer(Path folder) {
    Path file = folder.resolve("tokenizer.json");
    return Files.exists(file)
        ? JsonConfig.read(file)
            .optionalObject("model")
            .map(model -> model.string("type", "unknown"))
            .orElse("unknown")
        : "none";
  }

  /** The default chat template, else the first. */
  static Optional<String> chatTemplate(Path folder) {
    Map<String, String> templates = HuggingFaceTokenizers.chatTemplates(folder);
    return Optional.ofNullable(templates.get("default"))
        .or(() -> templates.values().stream().findFirst());
  }
}
