package dev.inkstone.tokenizer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inkstone.error.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A Hugging Face {@code tokenizer.json} as it stands: the vocabulary and the merges read as a
 * stream, the small rest as trees.
 */
final class TokenizerJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String source;
  private final Map<String, JsonNode> sections = new HashMap<>();
  private final Map<String, Integer> vocabulary = new HashMap<>();
  private final MergeList merges = new MergeList();
  private final ObjectNode model = MAPPER.createObjectNode();

  private TokenizerJson(String source) {
    this.source = source;
  }

  /**
   * Reads a file.
   *
   * @throws ModelFormatException if it cannot be read or is not a tokenizer.json
   */
  static TokenizerJson read(Path file) {
    TokenizerJson json = new TokenizerJson(file.toString());
    try (JsonParser in = MAPPER.createParser(Files.newInputStream(file))) {
      json.readTop(in);
    } catch (IOException e) {
      throw new ModelFormatException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
    return json;
  }

  /** The file, for messages. */
  String source() {
    return source;
  }

  /** A top-level section; missing and null are both {@code isMissingNode()}. */
  JsonNode section(String name) {
    JsonNode section = sections.getOrDefault(name, MissingNode.getInstance());
    return section.isNull() ? MissingNode.getInstance() : section;
  }

  /** The model's settings, without vocabulary and merges. */
  JsonNode model() {
    return model;
  }

  /** The model's vocabulary. */
  Map<String, Integer> vocabulary() {
    return vocabulary;
  }

  /** The model's merges. */
  MergeList merges() {
    return merges;
  }

  private void readTop(JsonParser in) throws IOException {
    expect(in, in.nextToken(), JsonToken.START_OBJECT, "the file");
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      JsonToken value = in.nextToken();
      if (name.equals("model")) {
        expect(in, value, JsonToken.START_OBJECT, "model");
        readModel(in);
      } else {
        sections.put(name, MAPPER.readTree(in));
      }
    }
  }

  private void readModel(JsonParser in) throws IOException {
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      JsonToken value = in.nextToken();
      if (name.equals("vocab") && value == JsonToken.START_OBJECT) {
        readVocabulary(in);
      } else if (name.equals("merges") && value == JsonToken.START_ARRAY) {
        readMerges(in);
        model.put("merges", true);
      } else if (name.equals("vocab") || name.equals("merges")) {
        // Another model's form; the type decides what to say about it.
        in.skipChildren();
      } else {
        model.set(name, MAPPER.readTree(in));
      }
    }
  }

  private void readVocabulary(JsonParser in) throws IOException {
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String token = in.currentName();
      expect(in, in.nextToken(), JsonToken.VALUE_NUMBER_INT, "model.vocab");
      vocabulary.put(token, in.getIntValue());
    }
  }

  private void readMerges(JsonParser in) throws IOException {
    for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
      if (next == JsonToken.VALUE_STRING) {
        merges.addLine(in.getText(), source + ", model.merges");
      } else {
        expect(in, next, JsonToken.START_ARRAY, "model.merges");
        expect(in, in.nextToken(), JsonToken.VALUE_STRING, "model.merges");
        String left = in.getText();
        expect(in, in.nextToken(), JsonToken.VALUE_STRING, "model.merges");
        merges.add(left, in.getText());
        expect(in, in.nextToken(), JsonToken.END_ARRAY, "model.merges");
      }
    }
  }

  private void expect(JsonParser in, JsonToken actual, JsonToken expected, String where) {
    if (actual != expected) {
      throw new ModelFormatException(
          "%s, %s, line %d: found %s, expected %s"
              .formatted(source, where, in.currentLocation().getLineNr(), actual, expected));
    }
  }
}
