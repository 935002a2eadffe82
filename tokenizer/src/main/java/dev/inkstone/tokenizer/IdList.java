package dev.inkstone.tokenizer;

import java.util.Arrays;

/** A growing list of ids. Not thread-safe. */
final class IdList {
  private int[] ids;
  private int size;

  IdList() {
    this(32);
  }

  /** An empty list with room for {@code capacity} ids. */
  IdList(int capacity) {
    this.ids = new int[capacity];
  }

  void add(int id) {
    reserve(1);
    ids[size++] = id;
  }

  void addAll(int[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, ids, size, more.length);
    size += more.length;
  }

  int size() {
    return size;
  }

  int get(int index) {
    return ids[index];
  }

  void set(int index, int id) {
    ids[index] = id;
  }

  /** The last id; the list must not be empty. */
  int last() {
    return ids[size - 1];
  }

  /** A copy of the ids from {@code from} on. */
  int[] since(int from) {
    return Arrays.copyOfRange(ids, from, size);
  }

  /** Forgets all but the first {@code length} ids. */
  void truncate(int length) {
    size = length;
  }

  /** Forgets the first {@code count} ids; the others move up. */
  void dropFirst(int count) {
    size -= count;
    System.arraycopy(ids, count, ids, 0, size);
  }

  int[] toArray() {
    return Arrays.copyOf(ids, size);
  }

  /** The ids, without a copy where the list is full; nothing may be added afterwards. */
  int[] release() {
    return size == ids.length ? ids : toArray();
  }

  private void reserve(int more) {
    if (size + more > ids.length) {
      ids = Arrays.copyOf(ids, Math.max(size + more, 2 * ids.length));
    }
  }
}
