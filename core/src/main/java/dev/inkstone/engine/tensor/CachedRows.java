package dev.inkstone.engine.tensor;

import dev.inkstone.engine.kernel.KeyValueRows;
import java.lang.foreign.MemorySegment;

/**
 * Keys or values of one layer in a cache, a row for each position: whole pages of {@link #PAGE}
 * positions, so that a cache grows by appending pages. Belongs to one session.
 */
public final class CachedRows {
  /** Positions of a page. */
  public static final int PAGE = KeyValueRows.PAGE;

  private final CacheType type;
  private final int pages;
  private final int heads;
  private final int size;
  private final MemorySegment data;
  private final KeyValueRows rows;

  /**
   * Keys over {@code data}.
   *
   * @param pages number of pages
   * @param heads key/value heads
   * @param size elements of a head
   * @param data {@code type.bytes(pages * PAGE, heads, size)} bytes, aligned to 64
   */
  public static CachedRows keys(
      CacheType type, int pages, int heads, int size, MemorySegment data) {
    return new CachedRows(type, pages, heads, size, data, KeyValueRows.ofKeys());
  }

  /** Values, likewise. */
  public static CachedRows values(
      CacheType type, int pages, int heads, int size, MemorySegment data) {
    return new CachedRows(type, pages, heads, size, data, KeyValueRows.ofValues());
  }

  private CachedRows(
      CacheType type, int pages, int heads, int size, MemorySegment data, KeyValueRows rows) {
    this.type = type;
    this.pages = pages;
    this.heads = heads;
    this.size = size;
    this.data = data;
    this.rows = rows.pages(data, type.format(), heads, size);
  }

  /** How they are held. */
  public CacheType type() {
    return type;
  }

  /** Pages there is memory for. */
  public int pages() {
    return pages;
  }

  /** Elements of a row. */
  public int columns() {
    return heads * size;
  }

  /** The pages. */
  public MemorySegment data() {
    return data;
  }

  KeyValueRows rows() {
    return rows;
  }

  /** Whether there is memory for the positions {@code 0 .. count - 1}. */
  boolean holds(long count) {
    return count <= (long) pages * PAGE;
  }

  /** Writes the row of a position, as {@link Ops#store} does. */
  public void set(int position, float[] row) {
    float[] head = new float[size];
    for (int h = 0; h < heads; h++) {
      System.arraycopy(row, h * size, head, 0, size);
      rows.write(head, position, h);
    }
  }

  /** The row of a position, as the cache has kept it. */
  public float[] get(int position) {
    float[] row = new float[heads * size];
    float[] head = new float[size];
    for (int h = 0; h < heads; h++) {
      type.format().read(rows, position, h, head);
      rows.rotate(head);
      System.arraycopy(head, 0, row, h * size, size);
    }
    return row;
  }

  @Override
  public String toString() {
    return "%d pages of %d heads of %d elements, %s".formatted(pages, heads, size, type);
  }
}
