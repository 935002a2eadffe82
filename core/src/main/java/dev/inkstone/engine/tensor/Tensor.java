package dev.inkstone.engine.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * A matrix of activations {@code (rows, columns)}, row-major and off-heap; made by {@link Ops},
 * whose interpreter decides how long its memory lives. A tensor of a dry run has a shape and no
 * data.
 */
public final class Tensor {
  private final DType type;
  private final int rows;
  private final int columns;
  private final @Nullable MemorySegment data;

  private Tensor(DType type, int rows, int columns, @Nullable MemorySegment data) {
    if (rows < 0 || columns < 0) {
      throw new IllegalArgumentException("shape [" + rows + ", " + columns + "] is negative");
    }
    this.type = type;
    this.rows = rows;
    this.columns = columns;
    this.data = data;
  }

  /** A tensor over {@code data}, which holds exactly its elements from its start. */
  public static Tensor of(DType type, int rows, int columns, MemorySegment data) {
    long expected = (long) rows * columns * type.bytes();
    if (data.byteSize() != expected) {
      throw new IllegalArgumentException(
          "tensor [%d, %d] of %s: %d bytes, expected %d"
              .formatted(rows, columns, type, data.byteSize(), expected));
    }
    return new Tensor(type, rows, columns, data);
  }

  /** A tensor that has only a shape. */
  public static Tensor shapeOnly(DType type, int rows, int columns) {
    return new Tensor(type, rows, columns, null);
  }

  /** Element type. */
  public DType type() {
    return type;
  }

  /** Rows: tokens, positions. */
  public int rows() {
    return rows;
  }

  /** Columns: features. */
  public int columns() {
    return columns;
  }

  /** Both dimensions. */
  public Shape shape() {
    return Shape.of(rows, columns);
  }

  /** Number of elements. */
  public long count() {
    return (long) rows * columns;
  }

  /** Size of the elements in bytes. */
  public long bytes() {
    return count() * type.bytes();
  }

  /** The elements; throws IllegalStateException for a tensor of a dry run. */
  public MemorySegment data() {
    MemorySegment segment = data;
    if (segment == null) {
      throw new IllegalStateException(
          "tensor " + shape() + " comes from a dry run and has no data");
    }
    return segment;
  }

  /** One element, widened or rounded to float. */
  public float get(int row, int column) {
    long index = (long) row * columns + column;
    return switch (type) {
      case F32 -> data().getAtIndex(ValueLayout.JAVA_FLOAT, index);
      case F64 -> (float) data().getAtIndex(ValueLayout.JAVA_DOUBLE, index);
    };
  }

  /** A copy of the elements as floats, row by row. */
  public float[] toArray() {
    float[] copy = new float[Math.toIntExact(count())];
    if (type == DType.F32) {
      MemorySegment.copy(data(), ValueLayout.JAVA_FLOAT, 0, copy, 0, copy.length);
    } else {
      for (int i = 0; i < copy.length; i++) {
        copy[i] = get(i / columns, i % columns);
      }
    }
    return copy;
  }

  @Override
  public String toString() {
    return type + " " + shape();
  }
}
