package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Typed access to GGUF metadata; every complaint names the key. */
record GgufMetadata(Map<String, Object> values) {

  /** The text under {@code key}, or {@code otherwise}. */
  String text(String key, String otherwise) {
    Object value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof String text) {
      return text;
    }
    throw wrongType(key, value, "a string");
  }

  /** The flag under {@code key}, or {@code otherwise}. */
  boolean flag(String key, boolean otherwise) {
    Object value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrongType(key, value, "a boolean");
  }

  /** The strings under {@code key}; missing is an error. */
  String[] texts(String key) {
    Object value = required(key);
    if (!(value instanceof List<?> list)) {
      throw wrongType(key, value, "an array of strings");
    }
    String[] texts = new String[list.size()];
    for (int i = 0; i < texts.length; i++) {
      if (!(list.get(i) instanceof String text)) {
        throw wrongType(key + "[" + i + "]", list.get(i), "a string");
      }
      texts[i] = text;
    }
    return texts;
  }

  /** The numbers under {@code key}, exactly {@code length} of them; missing is an error. */
  float[] floats(String key, int length) {
    Object value = required(key);
    float[] floats;
    if (value instanceof float[] array) {
      floats = array;
    } else if (value instanceof double[] array) {
      floats = new float[array.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) array[i];
      }
    } else {
      throw wrongType(key, value, "an array of floats");
    }
    requireLength(key, floats.length, length);
    return floats;
  }

  /** The bytes under {@code key}, none when missing. */
  byte[] bytes(String key) {
    Object value = values.get(key);
    if (value == null) {
      return new byte[0];
    }
    if (!(value instanceof int[] array)) {
      throw wrongType(key, value, "an array of bytes");
    }
    byte[] bytes = new byte[array.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) array[i];
    }
    return bytes;
  }

  /** The integers under {@code key}, exactly {@code length} of them, or null when missing. */
  long @Nullable [] integers(String key, int length) {
    Object value = values.get(key);
    long[] integers;
    if (value == null) {
      return null;
    } else if (value instanceof long[] array) {
      integers = array;
    } else if (value instanceof int[] array) {
      integers = new long[array.length];
      for (int i = 0; i < integers.length; i++) {
        integers[i] = array[i];
      }
    } else {
      throw wrongType(key, value, "an array of integers");
    }
    requireLength(key, integers.length, length);
    return integers;
  }

  /**
   * The token id under {@code key}. An id that is no token, such as the 2^32 - 1 that converters
   * write for "none", is none.
   */
  OptionalInt tokenId(String key, int vocabularySize) {
    Object value = values.get(key);
    if (value == null) {
      return OptionalInt.empty();
    }
    if (!(value instanceof Long id)) {
      throw wrongType(key, value, "an integer");
    }
    return id >= 0 && id < vocabularySize ? OptionalInt.of(id.intValue()) : OptionalInt.empty();
  }

  /** Whether there is something under {@code key}. */
  boolean has(String key) {
    return values.containsKey(key);
  }

  private Object required(String key) {
    Object value = values.get(key);
    if (value == null) {
      throw new ModelFormatException("GGUF metadata has no '%s'".formatted(key));
    }
    return value;
  }

  private static void requireLength(String key, int actual, int expected) {
    if (actual != expected) {
      throw new ModelFormatException(
          "GGUF metadata '%s' has %d elements, expected %d, one for each of tokenizer.ggml.tokens"
              .formatted(key, actual, expected));
    }
  }

  private static ModelFormatException wrongType(
      String key, @Nullable Object value, String expected) {
    String actual =
        switch (value) {
          case null -> "null";
          case List<?> list -> "list";
          default -> value.getClass().getSimpleName();
        };
    return new ModelFormatException(
        "GGUF metadata '%s' is a %s, expected %s".formatted(key, actual, expected));
  }
}
