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

  /**
   * Reads {@code count} elements of lines of {@code lineLength}, which fill whole vectors.
   *
   * @param at where a line begins
   */
  abstract void readVectors(
      MemorySegment data, long at, int lineLength, int count, float[] target, int to);

  /** Where in a line of {@code lineLength} elements the element {@code index} is. */
  int slot(int index, int lineLength) {
    return index;
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
    int length = rows.lineLength();
    return (long) line * length + slot(inLine, length);
  }

  @Override
  public void readLines(
      KeyValueRows rows, long stretch, int first, int count, float[] target, int to) {
    long at = stretch + (long) first * rows.lineLength() * bytes;
    int elements = Math.ceilDiv(count * rows.lineLength(), Lanes.COUNT) * Lanes.COUNT;
    readVectors(rows.data, at, rows.lineLength(), elements, target, to);
  }
}
