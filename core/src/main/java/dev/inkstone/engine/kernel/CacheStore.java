package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Writing of rows into a cache as one reused job, in {@link RowChunks}. */
final class CacheStore implements Workers.Job {
  private final RowChunks chunks = new RowChunks();
  private final float[][] buffers;
  private MemorySegment x = MemorySegment.NULL;
  private KeyValueRows rows = KeyValueRows.ofKeys();
  private int firstPosition;

  CacheStore(int threads) {
    buffers = new float[threads][0];
  }

  /** See {@link Kernels#store}. */
  void store(Workers workers, MemorySegment x, int tokens, KeyValueRows rows, int firstPosition) {
    KernelChecks.store(x, tokens, rows, firstPosition);
    this.x = x;
    this.rows = rows;
    this.firstPosition = firstPosition;
    if (buffers[0].length < rows.size) {
      Arrays.setAll(buffers, i -> new float[rows.size]);
    }
    workers.run(chunks.cut(tokens, (long) rows.heads * rows.size), this);
  }

  @Override
  public void run(int chunk, int worker) {
    int end = chunks.end(chunk);
    for (int token = chunks.first(chunk); token < end; token++) {
      for (int head = 0; head < rows.heads; head++) {
        long at = ((long) token * rows.heads + head) * rows.size * Float.BYTES;
        MemorySegment.copy(x, ValueLayout.JAVA_FLOAT, at, buffers[worker], 0, rows.size);
        rows.write(buffers[worker], firstPosition + token, head);
      }
    }
  }
}
