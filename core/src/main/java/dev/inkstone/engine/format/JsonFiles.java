package dev.inkstone.engine.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inkstone.error.ModelFormatException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** JSON under limits: strict about duplicate keys, nesting, size and UTF-8. */
final class JsonFiles {
  private JsonFiles() {}

  /** A factory for parsers that keep to {@code limits} and refuse duplicate keys. */
  static JsonFactory factory(FormatLimits limits) {
    StreamReadConstraints constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(limits.nestingDepth())
            .maxStringLength(limits.stringBytes())
            .maxNameLength(Math.min(limits.stringBytes(), 1 << 16))
            .build();
    return JsonFactory.builder()
        .streamReadConstraints(constraints)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        // Python writes Infinity and NaN where a configuration holds them.
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        // Tensor names come once each; remembering them all would be waste.
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .build();
  }

  private static JsonMapper mapper(FormatLimits limits) {
    return JsonMapper.builder(factory(limits))
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  /** The file's JSON object. */
  static ObjectNode readObject(Path file, FormatLimits limits) {
    return read(file, limits, ObjectNode.class, "a JSON object");
  }

  /** The file's JSON array. */
  static ArrayNode readArray(Path file, FormatLimits limits) {
    return read(file, limits, ArrayNode.class, "a JSON array");
  }

  private static <T extends JsonNode> T read(
      Path file, FormatLimits limits, Class<T> type, String expected) {
    byte[] bytes = MappedFiles.readAll(file, limits.headerBytes());
    requireUtf8(file, bytes, 0);
    try {
      JsonNode root = mapper(limits).readTree(bytes);
      if (type.isInstance(root)) {
        return type.cast(root);
      }
      String actual = root == null ? "nothing" : root.getNodeType().toString();
      throw Malformed.at(file, 0, "content", actual, expected);
    } catch (IOException e) {
      throw notJson(file, 0, e);
    }
  }

  /** Throws unless the bytes, which begin at {@code offset} in the file, are UTF-8. */
  static void requireUtf8(Path file, byte[] bytes, long offset) {
    try {
      Utf8.validate(bytes);
    } catch (CharacterCodingException e) {
      throw Malformed.at(file, offset, "JSON is malformed, expected UTF-8", e);
    }
  }

  /** What is wrong with JSON that begins at {@code base} in the file. */
  static ModelFormatException notJson(Path file, long base, IOException cause) {
    if (cause instanceof JsonProcessingException e) {
      String fault = "not the expected JSON: " + Malformed.quote(e.getOriginalMessage());
      return Malformed.at(file, base + offset(e.getLocation()), fault, cause);
    }
    return Malformed.at(file, base, "not the expected JSON: " + cause, cause);
  }

  /**
   * How far into the JSON a location is. Parsers without a table of names count characters, not
   * bytes; the two differ only behind a name outside ASCII.
   */
  static long offset(@Nullable JsonLocation location) {
    return location == null
        ? 0
        : Math.max(0, Math.max(location.getByteOffset(), location.getCharOffset()));
  }
}
