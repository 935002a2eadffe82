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

  /** Reads {@code count} neighbouring elements, which fill whole vectors. */
  abstract void readVectors(MemorySegment data, long at, int count, float[] target, int to);

  /** The place in a stretch of {@code lines} lines of element {@code index} of a line. */
  int place(int line, int index, int lines, int lineLength) {
    return line * lineLength + index;
  }

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
    long stretch = rows.stretch(position, head);
    for (int i = 0; i < rows.size; i++) {
      put(rows.data, stretch + index(rows, position, i) * bytes, row[i]);
    }
  }

  @Override
  public void read(KeyValueRows rows, int position, int head, float[] row) {
    long stretch = rows.stretch(position, head);
    for (int i = 0; i < rows.size; i++) {
      row[i] = get(rows.data, stretch + index(rows, position, i) * bytes);
    }
  }

  private long index(KeyValueRows rows, int position, int element) {
    int inPage = position % KeyValueRows.PAGE;
    int line = rows.keys ? element : inPage;
    int inLine = rows.keys ? inPage : element;
    return place(line, inLine, rows.lines(), rows.lineLength());
  }

  @Override
  public void readLines(
      KeyValueRows rows, long stretch, int first, int count, float[] target, int to) {
    long at = stretch + (long) first * rows.lineLength() * bytes;
    int elements = Math.ceilDiv(count * rows.lineLength(), Lanes.COUNT) * Lanes.COUNT;
    readVectors(rows.data, at, elements, target, to);
  }
}
