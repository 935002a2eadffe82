package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;

/** A cache format whose rows are their elements, each on its own. */
abstract sealed class ElementCache implements CacheFormat permits F32Cache, F16Cache, BF16Cache {
  private final int bytes;

  ElementCache(int bytesPerElement) {
    bytes = bytesPerElement;
  }

  /** Writes an element. */
  abstract void put(MemorySegment data, long at, float element);

  /** Reads an element. */
  abstract float get(MemorySegment data, long at);

  /** Reads {@code count} elements, which fill whole vectors. */
  abstract void readVectors(MemorySegment data, long at, int count, float[] target, int to);

  @Override
  public long stretchBytes(int size) {
    return (long) KeyValueRows.PAGE * size * bytes;
  }

  @Override
  public int lineLength(int size) {
    return size;
  }

  @Override
  public void write(float[] row, KeyValueRows rows, int position, int head) {
    long at = start(rows, position, head);
    long step = step(rows);
    for (int i = 0; i < rows.size; i++) {
      put(rows.data, at + i * step, row[i]);
    }
  }

  @Override
  public void read(KeyValueRows rows, int position, int head, float[] row) {
    long at = start(rows, position, head);
    long step = step(rows);
    for (int i = 0; i < rows.size; i++) {
      row[i] = get(rows.data, at + i * step);
    }
  }

  private long start(KeyValueRows rows, int position, int head) {
    int inPage = position % KeyValueRows.PAGE;
    return rows.stretch(position, head) + (long) inPage * (rows.keys ? 1 : rows.size) * bytes;
  }

  private long step(KeyValueRows rows) {
    return (long) (rows.keys ? KeyValueRows.PAGE : 1) * bytes;
  }

  @Override
  public void readLines(
      KeyValueRows rows, long stretch, int first, int count, float[] target, int to) {
    long at = stretch + (long) first * rows.lineLength() * bytes;
    int elements = Math.ceilDiv(count * rows.lineLength(), Lanes.COUNT) * Lanes.COUNT;
    readVectors(rows.data, at, elements, target, to);
  }
}
