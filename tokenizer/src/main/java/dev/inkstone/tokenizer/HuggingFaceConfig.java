package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inkstone.error.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What lies beside a {@code tokenizer.json}: {@code tokenizer_config.json}, {@code
 * generation_config.json} and {@code chat_template.jinja}, each of them optional.
 */
final class HuggingFaceConfig {
  /** A file alone, nothing beside it. */
  static final HuggingFaceConfig NONE =
      new HuggingFaceConfig(MissingNode.getInstance(), MissingNode.getInstance());

  private final JsonNode tokenizer;
  private final JsonNode generation;

  private HuggingFaceConfig(JsonNode tokenizer, JsonNode generation) {
    this.tokenizer = tokenizer;
    this.generation = generation;
  }

  /** Reads the files of a folder. */
  static HuggingFaceConfig of(Path folder) {
    return new HuggingFaceConfig(
        readIfPresent(folder.resolve("tokenizer_config.json")),
        readIfPresent(folder.resolve("generation_config.json")));
  }

  /** The spelling of a role: {@code bos}, {@code eos}, {@code unk} or {@code pad}. */
  Optional<String> token(String role) {
    JsonNode token = tokenizer.path(role + "_token");
    return token.isObject()
        ? Optional.ofNullable(token.path("content").textValue())
        : Optional.ofNullable(token.textValue());
  }

  /** The name of the class that reads these files in Hugging Face's library, or nothing. */
  String tokenizerClass() {
    return tokenizer.path("tokenizer_class").asText("");
  }

  /** The kind of model that a folder holds, as its {@code config.json} says, or nothing. */
  static String modelType(Path folder) {
    return readIfPresent(folder.resolve("config.json")).path("model_type").asText("");
  }

  /** The same, with texts for what {@code tokenizer_config.json} does not say. */
  HuggingFaceConfig withDefaults(Map<String, String> texts) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    texts.forEach(all::put);
    tokenizer.properties().forEach(entry -> all.set(entry.getKey(), entry.getValue()));
    return new HuggingFaceConfig(all, generation);
  }

  /** A flag, when the file has it. */
  Optional<Boolean> flag(String name) {
    JsonNode flag = tokenizer.path(name);
    return flag.isBoolean() ? Optional.of(flag.booleanValue()) : Optional.empty();
  }

  /** Added tokens by id, as {@code tokenizer_config.json} repeats or corrects them. */
  JsonNode addedTokens() {
    return tokenizer.path("added_tokens_decoder");
  }

  /** The ids that end generation. */
  Set<Integer> endIds() {
    Set<Integer> ids = new HashSet<>();
    JsonNode ends = generation.path("eos_token_id");
    if (ends.isInt()) {
      ids.add(ends.intValue());
    }
    ends.forEach(id -> ids.add(id.intValue()));
    return ids;
  }

  /** Chat templates by name; a single one is named {@code default}. */
  static Map<String, String> chatTemplates(Path folder) {
    Map<String, String> templates = new LinkedHashMap<>();
    JsonNode template =
        readIfPresent(folder.resolve("tokenizer_config.json")).path("chat_template");
    if (template.isTextual()) {
      templates.put("default", template.textValue());
    }
    for (JsonNode named : template) {
      templates.put(named.path("name").asText(), named.path("template").asText());
    }
    Path file = folder.resolve("chat_template.jinja");
    if (Files.exists(file)) {
      templates.put("default", readText(file));
    }
    return templates;
  }

  private static JsonNode readIfPresent(Path file) {
    if (!Files.exists(file)) {
      return MissingNode.getInstance();
    }
    try {
      return JsonTree.read(file);
    } catch (IOException e) {
      throw new ModelFormatException("%s cannot be read: %s".formatted(file, JsonTree.fault(e)), e);
    }
  }

  private static String readText(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ModelFormatException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}
