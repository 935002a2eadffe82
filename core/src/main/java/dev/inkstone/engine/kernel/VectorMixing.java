package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Weighted sums of rows as one reused job, in {@link RowChunks}. */
final class VectorMixing implements Workers.Job {
  private final RowChunks chunks = new RowChunks();
  private MemorySegment x = MemorySegment.NULL;
  private int[] rows = new int[0];
  private MemorySegment factors = MemorySegment.NULL;
  private MemorySegment y = MemorySegment.NULL;
  private int terms;
  private int columns;

  void mix(
      Workers workers,
      MemorySegment x,
      int[] rows,
      MemorySegment factors,
      int terms,
      int count,
      int columns,
      MemorySegment y) {
    this.x = x;
    this.rows = rows;
    this.factors = factors;
    this.terms = terms;
    this.columns = columns;
    this.y = y;
    workers.run(chunks.cut(count, columns), this);
  }

  @Override
  public void run(int chunk, int worker) {
    int end = chunks.end(chunk);
    for (int t = chunks.first(chunk); t < end; t++) {
      long target = (long) t * columns * Float.BYTES;
      Elementwise.scale(x, row(t, 0), factor(t, 0), columns, y, target);
      for (int j = 1; j < terms; j++) {
        DecodeCall.addScaled(x, row(t, j), factor(t, j), columns, y, target);
      }
    }
  }

  private long row(int t, int j) {
    return (long) rows[t * terms + j] * columns * Float.BYTES;
  }

  private float factor(int t, int j) {
    return factors.getAtIndex(ValueLayout.JAVA_FLOAT, (long) t * terms + j);
  }
}
