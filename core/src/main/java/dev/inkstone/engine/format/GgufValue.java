package dev.inkstone.engine.format;

import java.util.List;

/**
 * A GGUF metadata value with the type it has in the file.
 *
 * <p>{@code value} is String, Boolean, Long (all integers) or Double (both floats) for scalars. For
 * arrays it is {@code List<String>}, {@code boolean[]}, {@code float[]} (FLOAT32), {@code double[]}
 * (FLOAT64), {@code long[]} (64-bit integers, and uint32 where an element is past the range of
 * int), {@code int[]} (other integers), or {@code List<GgufValue>} for arrays of arrays. Arrays are
 * not copied and must not be changed.
 *
 * @param type the type, ARRAY for arrays
 * @param elementType the type of the elements of an array; the same as {@code type} for scalars
 * @param value the value, as above
 */
public record GgufValue(GgufValueType type, GgufValueType elementType, Object value) {

  /** Throws IllegalArgumentException where the value is not of the type. */
  public GgufValue {
    boolean array = type == GgufValueType.ARRAY;
    if (array ? !isArrayOf(elementType, value) : type != elementType || !isOf(type, value)) {
      throw new IllegalArgumentException(
          "%s of %s with a value of %s"
              .formatted(type, elementType, value.getClass().getSimpleName()));
    }
  }

  /** A string. */
  public static GgufValue string(String value) {
    return scalar(GgufValueType.STRING, value);
  }

  /** A boolean. */
  public static GgufValue bool(boolean value) {
    return scalar(GgufValueType.BOOL, value);
  }

  /** An unsigned 32-bit integer, the usual type of counts; throws where it is out of range. */
  public static GgufValue uint32(long value) {
    return integer(GgufValueType.UINT32, value);
  }

  /** A signed 32-bit integer. */
  public static GgufValue int32(int value) {
    return integer(GgufValueType.INT32, value);
  }

  /** A 32-bit float, the usual type of hyperparameters. */
  public static GgufValue float32(float value) {
    return scalar(GgufValueType.FLOAT32, (double) value);
  }

  /** A 64-bit float. */
  public static GgufValue float64(double value) {
    return scalar(GgufValueType.FLOAT64, value);
  }

  /**
   * An integer of any of the integer types; throws IllegalArgumentException where the type is not
   * one or cannot hold the value.
   */
  public static GgufValue integer(GgufValueType type, long value) {
    checkRange(type, value);
    return scalar(type, value);
  }

  /** An array of strings. */
  public static GgufValue strings(List<String> values) {
    return array(GgufValueType.STRING, List.copyOf(values));
  }

  /** An array of booleans. */
  public static GgufValue bools(boolean[] values) {
    return array(GgufValueType.BOOL, values);
  }

  /** An array of signed 32-bit integers. */
  public static GgufValue int32s(int[] values) {
    return array(GgufValueType.INT32, values);
  }

  /** An array of 32-bit floats. */
  public static GgufValue float32s(float[] values) {
    return array(GgufValueType.FLOAT32, values);
  }

  /** An array of 64-bit floats. */
  public static GgufValue float64s(double[] values) {
    return array(GgufValueType.FLOAT64, values);
  }

  /**
   * An array of integers of a given type; throws IllegalArgumentException where the type cannot
   * hold an element.
   */
  public static GgufValue integers(GgufValueType elementType, long[] values) {
    boolean fitsInt = elementType.leastBytes() < Long.BYTES;
    for (long value : values) {
      checkRange(elementType, value);
      fitsInt &= value == (int) value;
    }
    return array(elementType, fitsInt ? narrowed(values) : values);
  }

  /** An array of arrays. */
  public static GgufValue arrays(List<GgufValue> values) {
    for (GgufValue value : values) {
      if (value.type != GgufValueType.ARRAY) {
        throw new IllegalArgumentException("element of type " + value.type + ", expected arrays");
      }
    }
    return array(GgufValueType.ARRAY, List.copyOf(values));
  }

  /** The value as {@link Metadata#asMap()} shows it: arrays of arrays without their types. */
  Object plain() {
    if (elementType == GgufValueType.ARRAY && value instanceof List<?> elements) {
      return elements.stream().map(element -> ((GgufValue) element).plain()).toList();
    }
    return value;
  }

  static GgufValue scalar(GgufValueType type, Object value) {
    return new GgufValue(type, type, value);
  }

  static GgufValue array(GgufValueType elementType, Object values) {
    return new GgufValue(GgufValueType.ARRAY, elementType, values);
  }

  private static boolean isOf(GgufValueType type, Object value) {
    return switch (type) {
      case STRING -> value instanceof String;
      case BOOL -> value instanceof Boolean;
      case FLOAT32, FLOAT64 -> value instanceof Double;
      case ARRAY -> false;
      default -> value instanceof Long integer && fits(type, integer);
    };
  }

  private static boolean isArrayOf(GgufValueType elementType, Object value) {
    return switch (elementType) {
      case STRING, ARRAY -> value instanceof List<?>;
      case BOOL -> value instanceof boolean[];
      case FLOAT32 -> value instanceof float[];
      case FLOAT64 -> value instanceof double[];
      case UINT64, INT64 -> value instanceof long[];
      case UINT32 -> value instanceof int[] || value instanceof long[];
      default -> value instanceof int[];
    };
  }

  private static int[] narrowed(long[] values) {
    int[] narrow = new int[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (int) values[i];
    }
    return narrow;
  }

  private static void checkRange(GgufValueType type, long value) {
    if (!fits(type, value)) {
      throw new IllegalArgumentException(value + " does not fit " + type);
    }
  }

  private static boolean fits(GgufValueType type, long value) {
    return switch (type) {
      case UINT8 -> value >= 0 && value < 1L << 8;
      case INT8 -> value == (byte) value;
      case UINT16 -> value >= 0 && value < 1L << 16;
      case INT16 -> value == (short) value;
      case UINT32 -> value >= 0 && value < 1L << 32;
      case INT32 -> value == (int) value;
      case UINT64 -> value >= 0;
      case INT64 -> true;
      case FLOAT32, FLOAT64, BOOL, STRING, ARRAY ->
          throw new IllegalArgumentException(type + " is not an integer type");
    };
  }
}
