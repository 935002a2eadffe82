package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Rotary position embedding, rows in parallel (Su et al. 2021, arXiv:2104.09864). */
final class VectorRotation implements Workers.Job {
  private final RowChunks chunks = new RowChunks();
  private MemorySegment x = MemorySegment.NULL;
  private MemorySegment table = MemorySegment.NULL;
  private MemorySegment y = MemorySegment.NULL;
  private int heads;
  private int headSize;
  private int rotated;
  private boolean interleaved;

  void rotate(
      Workers workers,
      MemorySegment x,
      int rows,
      int heads,
      int headSize,
      int rotated,
      boolean interleaved,
      MemorySegment table,
      MemorySegment y) {
    this.x = x;
    this.heads = heads;
    this.headSize = headSize;
    this.rotated = rotated;
    this.interleaved = interleaved;
    this.table = table;
    this.y = y;
    workers.run(chunks.cut(rows, (long) heads * headSize), this);
  }

  @Override
  public void run(int chunk, int worker) {
    int end = chunks.end(chunk);
    for (int row = chunks.first(chunk); row < end; row++) {
      for (int head = 0; head < heads; head++) {
        rotateHead(((long) row * heads + head) * headSize, (long) row * rotated);
      }
    }
  }

  private void rotateHead(long start, long angles) {
    if (rotated < headSize && x.address() != y.address()) {
      long at = (start + rotated) * Float.BYTES;
      MemorySegment.copy(x, at, y, at, (long) (headSize - rotated) * Float.BYTES);
    }
    int done = interleaved ? 0 : rotateHalves(x, start * 4, rotated / 2, table, angles * 4, y);
    ScalarKernels.rotateHead(x, start, rotated, interleaved, table, angles, y, done);
  }

  private static int rotateHalves(
      MemorySegment x, long start, int half, MemorySegment table, long angles, MemorySegment y) {
    int i = 0;
    for (; i <= half - Lanes.COUNT; i += Lanes.COUNT) {
      long first = start + i * 4L;
      long second = first + half * 4L;
      FloatVector cos = load(table, angles + i * 4L);
      FloatVector sin = load(table, angles + (half + i) * 4L);
      FloatVector a = load(x, first);
      FloatVector b = load(x, second);
      a.mul(cos).sub(b.mul(sin)).intoMemorySegment(y, first, Lanes.ORDER);
      b.mul(cos).add(a.mul(sin)).intoMemorySegment(y, second, Lanes.ORDER);
    }
    return i;
  }

  private static FloatVector load(MemorySegment segment, long offset) {
    return FloatVector.fromMemorySegment(Lanes.F, segment, offset, Lanes.ORDER);
  }
}
