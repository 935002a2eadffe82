package dev.inkstone.tokenizer.training;

import java.util.Arrays;

/** A growing list of numbers. Not thread-safe. */
final class IntList {
  private int[] values;
  private int size;

  /** A list with room for {@code capacity} numbers at first. */
  IntList(int capacity) {
    values = new int[Math.max(1, capacity)];
  }

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, grown(size));
    }
    values[size++] = value;
  }

  int get(int index) {
    return values[index];
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The last number; the list must not be empty. */
  int last() {
    return values[size - 1];
  }

  /** Takes the last number out; the list must not be empty. */
  int removeLast() {
    return values[--size];
  }

  void clear() {
    size = 0;
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }

  private static int grown(int size) {
    long wanted = size + (size >> 1) + 1L;
    return (int) Math.min(wanted, Integer.MAX_VALUE - 8);
  }
}
