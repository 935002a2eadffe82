package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * The small operations as one reused job: in chunks of 16384 elements or a few rows, so that a
 * single chunk, which runs on the caller alone, is what a token or two need.
 */
final class VectorElementwise implements Workers.Job {
  private static final int CHUNK = RowChunks.ELEMENTS;

  /** Which operation. */
  enum Operation {
    ADD,
    MULTIPLY,
    SCALE,
    SILU,
    GELU,
    SWI_GLU,
    ADD_ROW,
    RMS_NORM
  }

  private Operation operation = Operation.ADD;
  private MemorySegment a = MemorySegment.NULL;
  private MemorySegment b = MemorySegment.NULL;
  private MemorySegment y = MemorySegment.NULL;
  private float factor;
  private long count;
  private int columns;
  private final RowChunks chunks = new RowChunks();

  /** Over {@code count} elements. */
  void run(
      Workers workers,
      Operation operation,
      MemorySegment a,
      MemorySegment b,
      float factor,
      long count,
      MemorySegment y) {
    this.operation = operation;
    this.a = a;
    this.b = b;
    this.factor = factor;
    this.count = count;
    this.y = y;
    workers.run(Math.toIntExact(Math.ceilDiv(count, CHUNK)), this);
  }

  /** Over {@code rows} rows of {@code a}, with the row {@code b}. */
  void runRows(
      Workers workers,
      Operation operation,
      MemorySegment a,
      MemorySegment b,
      float factor,
      int rows,
      int columns,
      MemorySegment y) {
    this.operation = operation;
    this.a = a;
    this.b = b;
    this.factor = factor;
    this.columns = columns;
    this.y = y;
    workers.run(chunks.cut(rows, columns), this);
  }

  @Override
  public void run(int chunk, int worker) {
    if (operation == Operation.ADD_ROW || operation == Operation.RMS_NORM) {
      int end = chunks.end(chunk);
      for (int row = chunks.first(chunk); row < end; row++) {
        runRow((long) row * columns * Float.BYTES);
      }
    } else {
      long from = (long) chunk * CHUNK;
      runElements(from, (int) Math.min(CHUNK, count - from));
    }
  }

  private void runRow(long at) {
    if (operation == Operation.ADD_ROW) {
      Elementwise.add(a, at, b, 0, columns, y, at);
    } else {
      float scale = Elementwise.inverseNorm(a, at, columns, factor);
      Elementwise.scaleByGain(a, at, scale, b, columns, y);
    }
  }

  private void runElements(long from, int size) {
    long at = from * Float.BYTES;
    switch (operation) {
      case ADD -> Elementwise.add(a, at, b, at, size, y, at);
      case MULTIPLY -> Elementwise.multiply(a, at, b, at, size, y, at);
      case SCALE -> Elementwise.scale(a, at, factor, size, y, at);
      case SILU -> Elementwise.silu(a, at, size, y, at);
      case GELU -> Elementwise.gelu(a, at, size, y, at);
      case SWI_GLU -> Elementwise.swiGlu(a, at, b, at, size, y, at);
      case ADD_ROW, RMS_NORM -> throw new IllegalStateException(operation + " goes by rows");
    }
  }
}
