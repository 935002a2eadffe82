package dev.inkstone.engine.format;

import dev.inkstone.engine.tensor.Shape;

/** Reads the tensor entries of a GGUF header at a cursor. */
final class GgufTensorInfoReader {
  private final ByteCursor cursor;
  private final FormatLimits limits;
  private final int alignment;

  GgufTensorInfoReader(ByteCursor cursor, FormatLimits limits, int alignment) {
    this.cursor = cursor;
    this.limits = limits;
    this.alignment = alignment;
  }

  GgufTensorInfo read() {
    String name = cursor.string("a tensor name");
    String what = "tensor " + Malformed.quote(name);
    long shapeStart = cursor.position();
    long[] dimensions = dimensions(what);
    StoredType type = type(what);
    long bytes = bytes(what, dimensions, type, shapeStart);
    long offsetStart = cursor.position();
    long offset = offset(what);
    return new GgufTensorInfo(name, Shape.of(dimensions), type, offset, bytes, offsetStart);
  }

  /** The dimensions, slowest first; the file writes them fastest first. */
  private long[] dimensions(String what) {
    long start = cursor.position();
    int rank = cursor.int32(what);
    if (rank < 0 || rank > limits.dimensions()) {
      String actual = Integer.toUnsignedString(rank);
      throw cursor.fail(start, "rank of " + what, actual, "at most " + limits.dimensions());
    }
    long[] dimensions = new long[rank];
    for (int i = rank - 1; i >= 0; i--) {
      long dimensionStart = cursor.position();
      dimensions[i] = cursor.int64(what);
      if (dimensions[i] <= 0) {
        throw cursor.fail(
            dimensionStart, "dimension of " + what, dimensions[i], "a positive number below 2^63");
      }
    }
    return dimensions;
  }

  private StoredType type(String what) {
    long start = cursor.position();
    int id = cursor.int32(what);
    return GgmlTypes.byId(id)
        .orElseThrow(
            () ->
                cursor.fail(
                    start,
                    "type of " + what,
                    "id " + Integer.toUnsignedString(id),
                    "a tensor type this version knows (newer ggml types need a newer version)"));
  }

  private long bytes(String what, long[] dimensions, StoredType type, long start) {
    long row = dimensions.length == 0 ? 1 : dimensions[dimensions.length - 1];
    if (row % type.weightsPerBlock() != 0) {
      String expected = "a multiple of " + type.weightsPerBlock() + " for " + type.name();
      throw cursor.fail(start, "row length of " + what, row, expected);
    }
    Shape shape = Shape.of(dimensions);
    try {
      return type.bytesFor(shape.elements());
    } catch (ArithmeticException e) {
      throw cursor.fail(start, "shape of " + what, shape, "a size below 2^63 bytes");
    }
  }

  private long offset(String what) {
    long start = cursor.position();
    long offset = cursor.uint64("offset of " + what);
    if (offset % alignment != 0) {
      throw cursor.fail(start, "offset of " + what, offset, "a multiple of " + alignment);
    }
    return offset;
  }
}
