package dev.inkstone.engine.model;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a recipe's tensors are called in Hugging Face files.
 *
 * @param huggingFace from GGUF's names to Hugging Face's, without {@code .weight} and {@code
 *     .bias}; the first {@code *} stands for the layer's number, a second one for the expert's
 */
public record TensorNames(Map<String, String> huggingFace) {
  private static final Pattern NAME =
      Pattern.compile("(?:blk\\.(\\d+)\\.)?(.+?)(?:\\.(\\d+))?(\\.weight|\\.bias)?");

  /** Copies the map. */
  public TensorNames {
    huggingFace = Map.copyOf(huggingFace);
  }

  /** These names with {@code more}, which replace those of the same tensors. */
  TensorNames with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(huggingFace);
    all.putAll(more);
    return new TensorNames(all);
  }

  /** The Hugging Face name of GGUF's {@code name}; a name without translation stays itself. */
  public String huggingFace(String name) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      return name;
    }
    String layer = parts.group(1);
    String expert = parts.group(3);
    String key = (layer == null ? "" : "blk.*.") + parts.group(2) + (expert == null ? "" : ".*");
    String translated = huggingFace.get(key);
    if (translated == null) {
      return name;
    }
    String suffix = parts.group(4) == null ? "" : parts.group(4);
    return numbered(numbered(translated, layer), expert) + suffix;
  }

  private static String numbered(String pattern, @Nullable String number) {
    return number == null ? pattern : pattern.replaceFirst("\\*", number);
  }
}
