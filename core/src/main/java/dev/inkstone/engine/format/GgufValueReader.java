package dev.inkstone.engine.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads typed metadata values at a cursor. */
final class GgufValueReader {
  private final ByteCursor cursor;
  private final FormatLimits limits;

  GgufValueReader(ByteCursor cursor, FormatLimits limits) {
    this.cursor = cursor;
    this.limits = limits;
  }

  /** A type id and the value behind it. */
  GgufValue read(String what) {
    GgufValueType type = type("type of ", what);
    return type == GgufValueType.ARRAY ? array(what, 1) : scalar(type, what);
  }

  private GgufValueType type(String role, String what) {
    long start = cursor.position();
    int id = cursor.int32(what);
    return GgufValueType.byId(id)
        .orElseThrow(
            () ->
                cursor.fail(
                    start, role + what, Integer.toUnsignedString(id), "a type id up to 12"));
  }

  private GgufValue scalar(GgufValueType type, String what) {
    Object value =
        switch (type) {
          case UINT8 -> (long) Byte.toUnsignedInt(cursor.int8(what));
          case INT8 -> (long) cursor.int8(what);
          case UINT16 -> (long) Short.toUnsignedInt(cursor.int16(what));
          case INT16 -> (long) cursor.int16(what);
          case UINT32 -> Integer.toUnsignedLong(cursor.int32(what));
          case INT32 -> (long) cursor.int32(what);
          case UINT64 -> cursor.uint64(what);
          case INT64 -> cursor.int64(what);
          case FLOAT32 -> (double) cursor.float32(what);
          case FLOAT64 -> cursor.float64(what);
          case BOOL -> bool(what);
          case STRING -> cursor.string(what);
          case ARRAY -> throw new IllegalArgumentException("an array is not a scalar");
        };
    return GgufValue.scalar(type, value);
  }

  private GgufValue array(String what, int depth) {
    long start = cursor.position();
    if (depth > limits.nestingDepth()) {
      throw cursor.fail(start, "nesting of " + what, depth, "at most " + limits.nestingDepth());
    }
    GgufValueType type = type("element type of ", what);
    int count = cursor.count("array length of ", what, limits.arrayElements(), type.leastBytes());
    return switch (type) {
      case STRING -> GgufValue.array(type, strings(count, what));
      case ARRAY -> GgufValue.array(type, arrays(count, what, depth));
      case BOOL -> GgufValue.array(type, bools(count, what));
      case UINT64 -> GgufValue.array(type, unsignedLongs(count, what));
      default -> {
        MemorySegment bytes = cursor.take((long) count * type.leastBytes(), what);
        yield GgufValue.array(type, numbers(type, bytes));
      }
    };
  }

  private static Object numbers(GgufValueType type, MemorySegment bytes) {
    return switch (type) {
      case UINT8 -> widened(bytes.toArray(ValueLayout.JAVA_BYTE), 0xFF);
      case INT8 -> widened(bytes.toArray(ValueLayout.JAVA_BYTE), -1);
      case UINT16 -> widened(bytes.toArray(ByteCursor.SHORT), 0xFFFF);
      case INT16 -> widened(bytes.toArray(ByteCursor.SHORT), -1);
      case UINT32 -> unsigned(bytes.toArray(ByteCursor.INT));
      case INT32 -> bytes.toArray(ByteCursor.INT);
      case INT64 -> bytes.toArray(ByteCursor.LONG);
      case FLOAT32 -> bytes.toArray(ByteCursor.FLOAT);
      case FLOAT64 -> bytes.toArray(ByteCursor.DOUBLE);
      case UINT64, BOOL, STRING, ARRAY -> throw new IllegalArgumentException(type + " array");
    };
  }

  private List<String> strings(int count, String what) {
    List<String> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(cursor.string(what));
    }
    return Collections.unmodifiableList(values);
  }

  private List<GgufValue> arrays(int count, String what, int depth) {
    List<GgufValue> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(array(what, depth + 1));
    }
    return Collections.unmodifiableList(values);
  }

  private boolean[] bools(int count, String what) {
    boolean[] values = new boolean[count];
    for (int i = 0; i < count; i++) {
      values[i] = bool(what);
    }
    return values;
  }

  private long[] unsignedLongs(int count, String what) {
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = cursor.uint64(what);
    }
    return values;
  }

  private boolean bool(String what) {
    long start = cursor.position();
    byte value = cursor.int8(what);
    if (value != 0 && value != 1) {
      throw cursor.fail(start, what, value, "0 or 1");
    }
    return value == 1;
  }

  private static int[] widened(byte[] values, int mask) {
    int[] wide = new int[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i] & mask;
    }
    return wide;
  }

  private static int[] widened(short[] values, int mask) {
    int[] wide = new int[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i] & mask;
    }
    return wide;
  }

  private static Object unsigned(int[] values) {
    for (int value : values) {
      if (value < 0) {
        return unsignedLongs(values);
      }
    }
    return values;
  }

  private static long[] unsignedLongs(int[] values) {
    long[] wide = new long[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = Integer.toUnsignedLong(values[i]);
    }
    return wide;
  }
}
