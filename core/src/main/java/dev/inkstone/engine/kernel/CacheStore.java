package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Writing of rows into a cache as one reused job, in chunks of about 16384 elements. */
final class CacheStore implements Workers.Job {
  private static final int CHUNK = 16384;

  private final float[][] buffers;
  private MemorySegment x = MemorySegment.NULL;
  private KeyValueRows rows = KeyValueRows.ofKeys();
  private int tokens;
  private int firstPosition;
  private int perChunk;

  CacheStore(int threads) {
    buffers = new float[threads][0];
  }

  /** See {@link Kernels#store}. */
  void store(Workers workers, MemorySegment x, int tokens, KeyValueRows rows, int firstPosition) {
    KernelChecks.store(x, tokens, rows, firstPosition);
    this.x = x;
    this.tokens = tokens;
    this.rows = rows;
    this.firstPosition = firstPosition;
    if (buffers[0].length < rows.size) {
      Arrays.setAll(buffers, i -> new float[rows.size]);
    }
    perChunk = Math.max(1, CHUNK / Math.max(1, rows.heads * rows.size));
    workers.run(Math.ceilDiv(tokens, perChunk), this);
  }

  @Override
  public void run(int chunk, int worker) {
    int end = Math.min(tokens, (chunk + 1) * perChunk);
    for (int token = chunk * perChunk; token < end; token++) {
      for (int head = 0; head < rows.heads; head++) {
        long at = ((long) token * rows.heads + head) * rows.size * Float.BYTES;
        MemorySegment.copy(x, ValueLayout.JAVA_FLOAT, at, buffers[worker], 0, rows.size);
        rows.write(buffers[worker], firstPosition + token, head);
      }
    }
  }
}
