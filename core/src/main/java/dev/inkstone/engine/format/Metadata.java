package dev.inkstone.engine.format;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a GGUF file: hyperparameters, tokenizer, chat template, by key, in file order.
 *
 * <p>Immutable and thread-safe; arrays handed out by the maps must not be changed.
 */
public final class Metadata extends KeyedValues {
  private final Path file;
  private final Map<String, GgufValue> entries;
  private final Map<String, Object> values;

  /**
   * Metadata of {@code file}.
   *
   * @param file the file, for messages
   * @param entries the values by key, in file order
   */
  Metadata(Path file, Map<String, GgufValue> entries) {
    this.file = file;
    this.entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    Map<String, Object> plain = new LinkedHashMap<>();
    entries.forEach((key, value) -> plain.put(key, value.plain()));
    this.values = Collections.unmodifiableMap(plain);
  }

  /** The values with the types they have in the file, in file order. */
  public Map<String, GgufValue> entries() {
    return entries;
  }

  /**
   * The values without their types, in file order: String, Boolean, Long (every integer), Double
   * (every float), {@code List<String>}, {@code int[]} (integers up to 32 bits), {@code long[]}
   * (64-bit integers, and uint32 past the range of int), {@code float[]}, {@code double[]}, {@code
   * boolean[]}, and {@code List<Object>} for arrays of arrays.
   */
  public Map<String, Object> asMap() {
    return values;
  }

  @Override
  @Nullable Object find(String key) {
    return values.get(key);
  }

  @Override
  public String where() {
    return file.toString();
  }

  @Override
  public String toString() {
    return values.size() + " metadata entries of " + file;
  }
}
