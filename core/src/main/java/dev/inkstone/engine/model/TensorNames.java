package dev.inkstone.engine.model;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a recipe's tensors are called in Hugging Face files.
 *
 * @param huggingFace from GGUF's names to Hugging Face's, without {@code .weight} and {@code
 *     .bias}; {@code *} stands for the layer number
 */
public record TensorNames(Map<String, String> huggingFace) {
  private static final Pattern NAME =
      Pattern.compile("(?:blk\\.(\\d+)\\.)?(.+?)(\\.weight|\\.bias)?");

  /** Copies the map. */
  public TensorNames {
    huggingFace = Map.copyOf(huggingFace);
  }

  /** The Hugging Face name of GGUF's {@code name}; a name without translation stays itself. */
  public String huggingFace(String name) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      return name;
    }
    String layer = parts.group(1);
    String key = layer == null ? parts.group(2) : "blk.*." + parts.group(2);
    String translated = huggingFace.get(key);
    if (translated == null) {
      return name;
    }
    String suffix = parts.group(3) == null ? "" : parts.group(3);
    return (layer == null ? translated : translated.replace("*", layer)) + suffix;
  }
}
