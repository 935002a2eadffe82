package dev.inkstone.tokenizer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inkstone.error.ModelFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * A Hugging Face {@code tokenizer.json} as it stands: the vocabulary and the merges read as a
 * stream, the small rest as trees.
 */
final class TokenizerJson {
  private final String source;
  private final Map<String, JsonNode> sections = new HashMap<>();
  private final TokenList vocabulary = new TokenList();
  private final MergeList merges = new MergeList();
  private double[] scores = new double[0];
  private final ObjectNode model = JsonNodeFactory.instance.objectNode();

  private TokenizerJson(String source) {
    this.source = source;
  }

  /**
   * Reads a file.
   *
   * @throws ModelFormatException if it cannot be read or is not a tokenizer.json
   */
  static TokenizerJson read(Path file) {
    try (JsonParser in = JsonTree.parser(file)) {
      return read(in, file.toString());
    } catch (IOException e) {
      throw new ModelFormatException("%s cannot be read: %s".formatted(file, JsonTree.fault(e)), e);
    }
  }

  /**
   * Reads the content of a file.
   *
   * @param source what to call it in messages
   * @throws ModelFormatException if it is not a tokenizer.json
   */
  static TokenizerJson read(byte[] content, String source) {
    try (JsonParser in = JsonTree.parser(content)) {
      return read(in, source);
    } catch (IOException e) {
      throw new ModelFormatException(
          "%s cannot be read: %s".formatted(source, JsonTree.fault(e)), e);
    }
  }

  private static TokenizerJson read(JsonParser in, String source) throws IOException {
    TokenizerJson json = new TokenizerJson(source);
    json.readTop(in);
    return json;
  }

  /**
   * Reads a vocabulary and its merges from files of their own; the sections stay empty.
   *
   * @param vocabulary an object of tokens and ids
   * @param merges one merge a line; a first line {@code #version} and empty lines do not count
   * @throws ModelFormatException if a file cannot be read or is broken
   */
  static TokenizerJson ofMergeFiles(Path vocabulary, Path merges) {
    TokenizerJson json = new TokenizerJson(vocabulary.toString());
    try (JsonParser in = JsonTree.parser(vocabulary)) {
      json.expect(in, in.nextToken(), JsonToken.START_OBJECT, "the file");
      json.readVocabulary(in);
    } catch (IOException e) {
      throw new ModelFormatException(
          "%s cannot be read: %s".formatted(vocabulary, JsonTree.fault(e)), e);
    }
    String text = new String(LimitedFile.read(merges), StandardCharsets.UTF_8);
    text.lines()
        .filter(line -> !line.isEmpty() && !line.startsWith("#version"))
        .forEach(line -> json.merges.addLine(line, merges.toString()));
    json.model.put("merges", true);
    return json;
  }

  /** A vocabulary of another format, with the sections and settings that such a file would have. */
  static TokenizerJson of(
      String source, TokenList vocabulary, ObjectNode model, ObjectNode sections) {
    TokenizerJson json = new TokenizerJson(source);
    for (int i = 0; i < vocabulary.size(); i++) {
      json.vocabulary.add(vocabulary.spelling(i), vocabulary.id(i));
    }
    json.model.setAll(model);
    sections
        .properties()
        .forEach(section -> json.sections.put(section.getKey(), section.getValue()));
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

  /** Replaces a top-level section. */
  void put(String name, JsonNode section) {
    sections.put(name, section);
  }

  /** The model's settings, without vocabulary and merges. */
  JsonNode model() {
    return model;
  }

  /** The model's vocabulary. */
  TokenList vocabulary() {
    return vocabulary;
  }

  /** The scores of a Unigram model's pieces, by id; of other models none. */
  double[] scores() {
    return scores;
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
        sections.put(name, JsonTree.read(in));
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
      } else if (name.equals("vocab") && value == JsonToken.START_ARRAY) {
        readPieces(in);
      } else if (name.equals("vocab") || name.equals("merges")) {
        // Another model's form; the type decides what to say about it.
        in.skipChildren();
      } else {
        model.set(name, JsonTree.read(in));
      }
    }
  }

  private void readVocabulary(JsonParser in) throws IOException {
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String token = in.currentName();
      expect(in, in.nextToken(), JsonToken.VALUE_NUMBER_INT, "model.vocab");
      vocabulary.add(token, in.getIntValue());
    }
  }

  private void readPieces(JsonParser in) throws IOException {
    DoubleStream.Builder read = DoubleStream.builder();
    for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
      expect(in, next, JsonToken.START_ARRAY, "model.vocab");
      expect(in, in.nextToken(), JsonToken.VALUE_STRING, "model.vocab");
      String piece = in.getText();
      if (!in.nextToken().isNumeric()) {
        expect(in, in.currentToken(), JsonToken.VALUE_NUMBER_FLOAT, "model.vocab");
      }
      read.add(ScoreNumber.parse(in.getTextCharacters(), in.getTextOffset(), in.getTextLength()));
      vocabulary.add(piece, vocabulary.size());
      expect(in, in.nextToken(), JsonToken.END_ARRAY, "model.vocab");
    }
    scores = read.build().toArray();
  }

  private void readMerges(JsonParser in) throws IOException {
    String where = source + ", model.merges";
    for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
      if (next == JsonToken.VALUE_STRING) {
        merges.addLine(in.getTextCharacters(), in.getTextOffset(), in.getTextLength(), where);
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
