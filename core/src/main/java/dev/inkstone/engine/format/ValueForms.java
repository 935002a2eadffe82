package dev.inkstone.engine.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The forms array values take in {@link KeyedValues}, converted and put into words. */
final class ValueForms {
  private ValueForms() {}

  static Optional<List<String>> strings(Object value) {
    if (!(value instanceof List<?> elements)) {
      return Optional.empty();
    }
    List<String> strings = new ArrayList<>(elements.size());
    for (Object element : elements) {
      if (!(element instanceof String text)) {
        return Optional.empty();
      }
      strings.add(text);
    }
    return Optional.of(List.copyOf(strings));
  }

  /** Integers as int; empty where the value is something else or an element does not fit. */
  static Optional<int[]> ints(Object value) {
    return switch (value) {
      case int[] array -> Optional.of(array.clone());
      case long[] array -> narrowed(array);
      case List<?> list when list.isEmpty() -> Optional.of(new int[0]);
      default -> Optional.empty();
    };
  }

  static Optional<float[]> floats(Object value) {
    return switch (value) {
      case float[] array -> Optional.of(array.clone());
      case double[] array -> Optional.of(floats(array));
      case int[] array -> Optional.of(floats(array));
      case long[] array -> Optional.of(floats(array));
      case List<?> list when list.isEmpty() -> Optional.of(new float[0]);
      default -> Optional.empty();
    };
  }

  /** A value in words, short whatever its size. */
  static String describe(Object value) {
    return switch (value) {
      case String text -> "the string " + Malformed.quote(text);
      case Boolean bool -> "the boolean " + bool;
      case Long integer -> "the integer " + integer;
      case Double number -> "the number " + number;
      case int[] array -> "an array of " + array.length + " integers";
      case long[] array -> "an array of " + array.length + " integers";
      case float[] array -> "an array of " + array.length + " numbers";
      case double[] array -> "an array of " + array.length + " numbers";
      case boolean[] array -> "an array of " + array.length + " booleans";
      case List<?> list -> "an array of " + list.size() + contents(list);
      case JsonConfig object -> "an object";
      default -> "a value of another kind";
    };
  }

  private static String contents(List<?> list) {
    return !list.isEmpty() && list.getFirst() instanceof String ? " strings" : " values";
  }

  private static Optional<int[]> narrowed(long[] array) {
    int[] narrow = new int[array.length];
    for (int i = 0; i < array.length; i++) {
      narrow[i] = (int) array[i];
      if (narrow[i] != array[i]) {
        return Optional.empty();
      }
    }
    return Optional.of(narrow);
  }

  private static float[] floats(double[] array) {
    float[] floats = new float[array.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) array[i];
    }
    return floats;
  }

  private static float[] floats(int[] array) {
    float[] floats = new float[array.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = array[i];
    }
    return floats;
  }

  private static float[] floats(long[] array) {
    float[] floats = new float[array.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = array[i];
    }
    return floats;
  }
}
