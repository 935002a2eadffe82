package dev.inkstone.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Reads JSON as trees of nodes, without an ObjectMapper: to make one takes a fresh JVM longer than
 * to read a large vocabulary.
 */
final class JsonTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Names are not interned: a vocabulary has a hundred thousand of them, each once. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  /** How the parser writes a place. */
  private static final Pattern SOURCE = Pattern.compile("\\[Source: [^;]*; (line: [^\\]]*)\\]");

  private JsonTree() {}

  /** A parser of a file; the caller closes it. */
  static JsonParser parser(Path file) throws IOException {
    return FACTORY.createParser(Files.newInputStream(file));
  }

  /** A parser of a file's content. */
  static JsonParser parser(byte[] content) throws IOException {
    return FACTORY.createParser(content);
  }

  /** The tree of a whole file. */
  static JsonNode read(Path file) throws IOException {
    try (JsonParser in = parser(file)) {
      JsonToken first = in.nextToken();
      if (first == null) {
        throw new IOException("the file is empty");
      }
      return read(in);
    }
  }

  /** The tree that starts at the current token; its last token is the current one afterwards. */
  static JsonNode read(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case START_OBJECT -> object(in);
      case START_ARRAY -> array(in);
      case VALUE_STRING -> NODES.textNode(in.getText());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(in.getDoubleValue());
      case VALUE_NUMBER_INT -> integer(in);
      default -> throw new IOException("found %s, expected a value".formatted(in.currentToken()));
    };
  }

  /** What went wrong, in words: the parser's own message also tells how the parser is set up. */
  static String fault(IOException failure) {
    return SOURCE.matcher(String.valueOf(failure.getMessage())).replaceAll("$1");
  }

  private static JsonNode integer(JsonParser in) throws IOException {
    return switch (in.getNumberType()) {
      case INT -> NODES.numberNode(in.getIntValue());
      case LONG -> NODES.numberNode(in.getLongValue());
      default -> NODES.numberNode(in.getBigIntegerValue());
    };
  }

  private static ObjectNode object(JsonParser in) throws IOException {
    ObjectNode object = NODES.objectNode();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      object.set(name, read(in));
    }
    return object;
  }

  private static ArrayNode array(JsonParser in) throws IOException {
    ArrayNode array = NODES.arrayNode();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      array.add(read(in));
    }
    return array;
  }
}
