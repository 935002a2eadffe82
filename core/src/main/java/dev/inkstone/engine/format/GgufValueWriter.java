package dev.inkstone.engine.format;

import java.util.List;

/** Writes typed metadata values into a header. */
final class GgufValueWriter {
  private final ByteSink sink;

  GgufValueWriter(ByteSink sink) {
    this.sink = sink;
  }

  /** The type id, then the value. */
  void write(GgufValue value) {
    sink.int32(value.type().id());
    if (value.type() == GgufValueType.ARRAY) {
      array(value);
    } else {
      scalar(value.type(), value.value());
    }
  }

  private void scalar(GgufValueType type, Object value) {
    switch (value) {
      case String text -> sink.string(text);
      case Boolean bool -> sink.int8(bool ? 1 : 0);
      case Double number -> real(type, number);
      case Long integer -> integer(type, integer);
      default -> throw new IllegalArgumentException(type + " with a value of " + value.getClass());
    }
  }

  private void real(GgufValueType type, double value) {
    if (type == GgufValueType.FLOAT32) {
      sink.float32((float) value);
    } else {
      sink.float64(value);
    }
  }

  private void integer(GgufValueType type, long value) {
    switch (type.leastBytes()) {
      case 1 -> sink.int8((int) value);
      case 2 -> sink.int16((int) value);
      case 4 -> sink.int32((int) value);
      default -> sink.int64(value);
    }
  }

  private void array(GgufValue array) {
    GgufValueType type = array.elementType();
    sink.int32(type.id());
    switch (array.value()) {
      case boolean[] values -> bools(values);
      case int[] values -> ints(type, values);
      case long[] values -> longs(type, values);
      case float[] values -> floats(values);
      case double[] values -> doubles(values);
      case List<?> values -> list(type, values);
      default -> throw new IllegalArgumentException("array of " + array.value().getClass());
    }
  }

  private void bools(boolean[] values) {
    sink.int64(values.length);
    for (boolean value : values) {
      sink.int8(value ? 1 : 0);
    }
  }

  private void ints(GgufValueType type, int[] values) {
    sink.int64(values.length);
    for (int value : values) {
      integer(type, value);
    }
  }

  private void longs(GgufValueType type, long[] values) {
    sink.int64(values.length);
    for (long value : values) {
      integer(type, value);
    }
  }

  private void floats(float[] values) {
    sink.int64(values.length);
    for (float value : values) {
      sink.float32(value);
    }
  }

  private void doubles(double[] values) {
    sink.int64(values.length);
    for (double value : values) {
      sink.float64(value);
    }
  }

  private void list(GgufValueType type, List<?> values) {
    sink.int64(values.size());
    for (Object value : values) {
      if (value instanceof GgufValue nested) {
        array(nested);
      } else {
        scalar(type, value);
      }
    }
  }
}
