package dev.inkstone.tokenizer.numbers;

import java.util.Arrays;

/** A growing list of numbers, such as token ids. Not thread-safe. */
public final class IntList {
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  private int[] values;
  private int size;

  public IntList() {
    this(32);
  }

  /** An empty list with room for {@code capacity} numbers at first. */
  public IntList(int capacity) {
    values = new int[capacity];
  }

  public void add(int value) {
    reserve(1);
    values[size++] = value;
  }

  public void addAll(int[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, values, size, more.length);
    size += more.length;
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public int get(int index) {
    return values[index];
  }

  public void set(int index, int value) {
    values[index] = value;
  }

  /** The last number; the list must not be empty. */
  public int last() {
    return values[size - 1];
  }

  /** Takes the last number out; the list must not be empty. */
  public int removeLast() {
    return values[--size];
  }

  /** Forgets all but the first {@code length} numbers. */
  public void truncate(int length) {
    size = length;
  }

  /** Forgets the first {@code count} numbers; the others move up. */
  public void dropFirst(int count) {
    size -= count;
    System.arraycopy(values, count, values, 0, size);
  }

  /** Forgets all. */
  public void clear() {
    size = 0;
  }

  /** A copy of the numbers from {@code from} on. */
  public int[] since(int from) {
    return Arrays.copyOfRange(values, from, size);
  }

  /** A copy of all. */
  public int[] toArray() {
    return Arrays.copyOf(values, size);
  }

  /** The numbers, without a copy where the list is full; nothing may be added afterwards. */
  public int[] release() {
    return size == values.length ? values : toArray();
  }

  private void reserve(int more) {
    if (more > values.length - size) {
      long doubled = Math.max(2L * values.length, (long) size + more);
      values = Arrays.copyOf(values, (int) Math.min(doubled, LONGEST));
    }
  }
}
