package dev.inkstone.engine.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON configuration file, or an object inside one: {@code config.json}, {@code
 * generation_config.json}, {@code adapter_config.json}.
 *
 * <p>Keys are those of this object; nested objects are reached through {@link #object(String)}. A
 * key whose value is {@code null} counts as absent. Immutable and thread-safe.
 */
public final class JsonConfig extends KeyedValues {
  private final Path file;
  private final String within;
  private final ObjectNode node;

  private JsonConfig(Path file, String within, ObjectNode node) {
    this.file = file;
    this.within = within;
    this.node = node;
  }

  /**
   * Reads a file whose content is one JSON object.
   *
   * @throws dev.inkstone.error.ModelFormatException if it is something else
   * @throws dev.inkstone.error.InkstoneException if it cannot be read
   */
  public static JsonConfig read(Path file) {
    return read(file, FormatLimits.DEFAULT);
  }

  /** Reads a file as {@link #read(Path)} does, with other bounds on what it may contain. */
  public static JsonConfig read(Path file, FormatLimits limits) {
    return new JsonConfig(file, "", JsonFiles.readObject(file, limits));
  }

  /**
   * Reads a file whose content is one JSON array of objects.
   *
   * @throws dev.inkstone.error.ModelFormatException if it is something else
   * @throws dev.inkstone.error.InkstoneException if it cannot be read
   */
  public static List<JsonConfig> readAll(Path file) {
    List<JsonConfig> all = new ArrayList<>();
    for (JsonNode node : JsonFiles.readArray(file, FormatLimits.DEFAULT)) {
      String within = "[" + all.size() + "]";
      if (!(node instanceof ObjectNode object)) {
        throw Malformed.in(file, within + " is " + node.getNodeType() + ", expected an object");
      }
      all.add(new JsonConfig(file, within, object));
    }
    return all;
  }

  /** The keys of this object in file order, those with a {@code null} value included. */
  public Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** A nested object. */
  public JsonConfig object(String key) {
    return toObject(key, required(key, "an object"));
  }

  /** A nested object, empty where the key is absent. */
  public Optional<JsonConfig> optionalObject(String key) {
    return Optional.ofNullable(find(key)).map(value -> toObject(key, value));
  }

  private JsonConfig toObject(String key, Object value) {
    if (value instanceof JsonConfig object) {
      return object;
    }
    throw wrong(key, value, "an object");
  }

  @Override
  @Nullable Object find(String key) {
    JsonNode value = node.get(key);
    return value == null || value.isNull() ? null : form(key, value);
  }

  @Override
  public String where() {
    return within.isEmpty() ? file.toString() : file + ", " + within;
  }

  private Object form(String key, JsonNode value) {
    return switch (value) {
      case ObjectNode object ->
          new JsonConfig(file, within.isEmpty() ? key : within + "." + key, object);
      case ArrayNode array -> array(array);
      default -> scalar(value);
    };
  }

  private static Object scalar(JsonNode value) {
    if (value.isTextual()) {
      return value.textValue();
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isIntegralNumber()) {
      // Past the range of long it stays what it is, which no accessor takes.
      return value.canConvertToLong() ? (Object) value.longValue() : value.bigIntegerValue();
    }
    return value.isNumber() ? (Object) value.doubleValue() : value;
  }

  private static Object array(ArrayNode array) {
    boolean integers = !array.isEmpty();
    boolean numbers = !array.isEmpty();
    for (JsonNode element : array) {
      integers &= element.isIntegralNumber() && element.canConvertToLong();
      numbers &= element.isNumber();
    }
    if (integers) {
      return array.valueStream().mapToLong(JsonNode::longValue).toArray();
    }
    return numbers ? array.valueStream().mapToDouble(JsonNode::doubleValue).toArray() : list(array);
  }

  private static List<Object> list(ArrayNode array) {
    List<Object> list = new ArrayList<>(array.size());
    for (JsonNode element : array) {
      list.add(element instanceof ArrayNode nested ? array(nested) : scalar(element));
    }
    return list;
  }

  @Override
  public String toString() {
    return "configuration " + where();
  }
}
