package dev.inkstone.engine.format;

import dev.inkstone.error.ModelFormatException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model file says about its model: values by key, read through typed accessors.
 *
 * <p>One vocabulary for GGUF {@link Metadata} and Hugging Face {@link JsonConfig}, so that a model
 * configuration is validated the same way wherever it comes from. An accessor without a fallback
 * requires the key; one with a fallback returns it where the key is absent. A value of another type
 * is always an error. Every {@link ModelFormatException} names file, key, actual and expected.
 *
 * <p>Immutable and thread-safe.
 */
public abstract sealed class KeyedValues permits Metadata, JsonConfig {

  /** Whether there is a value under {@code key}. */
  public final boolean contains(String key) {
    return find(key) != null;
  }

  /** A string. */
  public final String string(String key) {
    return toText(key, required(key, "a string"));
  }

  /** A string, or {@code fallback} where the key is absent. */
  public final String string(String key, String fallback) {
    Object value = find(key);
    return value == null ? fallback : toText(key, value);
  }

  /** A boolean. */
  public final boolean bool(String key) {
    return toBool(key, required(key, "a boolean"));
  }

  /** A boolean, or {@code fallback} where the key is absent. */
  public final boolean bool(String key, boolean fallback) {
    Object value = find(key);
    return value == null ? fallback : toBool(key, value);
  }

  /** An integer within the range of int. */
  public final int integer(String key) {
    return toInt(key, required(key, "an integer"));
  }

  /** An integer within the range of int, or {@code fallback} where the key is absent. */
  public final int integer(String key, int fallback) {
    Object value = find(key);
    return value == null ? fallback : toInt(key, value);
  }

  /** An integer within the range of long. */
  public final long longInteger(String key) {
    return toLong(key, required(key, "an integer"));
  }

  /** An integer within the range of long, or {@code fallback} where the key is absent. */
  public final long longInteger(String key, long fallback) {
    Object value = find(key);
    return value == null ? fallback : toLong(key, value);
  }

  /** An integer from 1 to the largest int: a count of layers, heads, dimensions. */
  public final int count(String key) {
    return toCount(key, required(key, "a positive integer"));
  }

  /** A positive integer, or {@code fallback} where the key is absent. */
  public final int count(String key, int fallback) {
    Object value = find(key);
    return value == null ? fallback : toCount(key, value);
  }

  /** A number of any kind, integer or floating-point, possibly infinite or not a number. */
  public final double number(String key) {
    return toDouble(key, required(key, "a number"));
  }

  /** A number of any kind, or {@code fallback} where the key is absent. */
  public final double number(String key, double fallback) {
    Object value = find(key);
    return value == null ? fallback : toDouble(key, value);
  }

  /** A finite number above zero: an epsilon, a frequency base. */
  public final double positive(String key) {
    return toPositive(key, required(key, "a positive number"));
  }

  /** A finite number above zero, or {@code fallback} where the key is absent. */
  public final double positive(String key, double fallback) {
    Object value = find(key);
    return value == null ? fallback : toPositive(key, value);
  }

  /** An array of strings. */
  public final List<String> strings(String key) {
    return toStrings(key, required(key, "an array of strings"));
  }

  /** An array of strings, or {@code fallback} where the key is absent. */
  public final List<String> strings(String key, List<String> fallback) {
    Object value = find(key);
    return value == null ? fallback : toStrings(key, value);
  }

  /** An array of integers within the range of int; a copy. */
  public final int[] integers(String key) {
    return toInts(key, required(key, "an array of integers"));
  }

  /** An array of integers within the range of int, or {@code fallback} where the key is absent. */
  public final int[] integers(String key, int... fallback) {
    Object value = find(key);
    return value == null ? fallback : toInts(key, value);
  }

  /** An array of numbers of any kind, as floats; a copy. */
  public final float[] floats(String key) {
    return toFloats(key, required(key, "an array of numbers"));
  }

  /** An array of numbers of any kind, or {@code fallback} where the key is absent. */
  public final float[] floats(String key, float... fallback) {
    Object value = find(key);
    return value == null ? fallback : toFloats(key, value);
  }

  /** The value in one of the forms of {@link Metadata#asMap()}, or null where there is none. */
  abstract @Nullable Object find(String key);

  /** The file, and where in it these values are, for messages. */
  public abstract String where();

  final Object required(String key, String expected) {
    Object value = find(key);
    if (value == null) {
      throw new ModelFormatException(
          where() + ": " + Malformed.quote(key) + " is missing, expected " + expected);
    }
    return value;
  }

  final ModelFormatException wrong(String key, Object actual, String expected) {
    return new ModelFormatException(
        "%s: %s is %s, expected %s"
            .formatted(where(), Malformed.quote(key), ValueForms.describe(actual), expected));
  }

  private String toText(String key, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw wrong(key, value, "a string");
  }

  private boolean toBool(String key, Object value) {
    if (value instanceof Boolean bool) {
      return bool;
    }
    throw wrong(key, value, "a boolean");
  }

  private long toLong(String key, Object value) {
    if (value instanceof Long integer) {
      return integer;
    }
    throw wrong(key, value, "an integer");
  }

  private int toInt(String key, Object value) {
    long integer = toLong(key, value);
    if (integer != (int) integer) {
      throw wrong(key, value, "an integer within the range of int");
    }
    return (int) integer;
  }

  private int toCount(String key, Object value) {
    long integer = toLong(key, value);
    if (integer < 1 || integer > Integer.MAX_VALUE) {
      throw wrong(key, value, "an integer from 1 to " + Integer.MAX_VALUE);
    }
    return (int) integer;
  }

  private double toDouble(String key, Object value) {
    return switch (value) {
      case Double number -> number;
      case Long integer -> integer;
      default -> throw wrong(key, value, "a number");
    };
  }

  private double toPositive(String key, Object value) {
    double number = toDouble(key, value);
    if (!(number > 0) || Double.isInfinite(number)) {
      throw wrong(key, value, "a finite number above zero");
    }
    return number;
  }

  private List<String> toStrings(String key, Object value) {
    return ValueForms.strings(value).orElseThrow(() -> wrong(key, value, "an array of strings"));
  }

  private int[] toInts(String key, Object value) {
    return ValueForms.ints(value)
        .orElseThrow(() -> wrong(key, value, "an array of integers within the range of int"));
  }

  private float[] toFloats(String key, Object value) {
    return ValueForms.floats(value).orElseThrow(() -> wrong(key, value, "an array of numbers"));
  }
}
