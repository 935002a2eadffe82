package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.error.UnsupportedModelException;

/**
 * Reads a {@code pattern} of a tokenizer.json: {@code {"String": ...}} or {@code {"Regex": ...}}.
 */
final class JsonPattern {
  private JsonPattern() {}

  /**
   * The finder of the pattern that a component has.
   *
   * @param where the file and the section, for messages
   * @throws UnsupportedModelException if it has none or it is not understood
   */
  static PatternFinder of(JsonNode component, String where) {
    JsonNode pattern = component.path("pattern");
    String text = pattern.path("String").asText();
    if (!text.isEmpty()) {
      return PatternFinder.text(text);
    }
    String regex = pattern.path("Regex").asText();
    if (regex.isEmpty()) {
      throw unsupported(component, where);
    }
    try {
      return new BoundedRegex(regex);
    } catch (UnsupportedModelException e) {
      throw new UnsupportedModelException("%s: %s".formatted(where, e.getMessage()), e);
    }
  }

  /** What to throw for a component that is not understood. */
  static UnsupportedModelException unsupported(JsonNode component, String where) {
    return new UnsupportedModelException(
        "%s component %s is not supported".formatted(where, component));
  }
}
