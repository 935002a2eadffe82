package dev.inkstone.tokenizer.training;

import java.util.Arrays;

/**
 * The pairs that may be merged, best first: the highest priority, then the smallest left and the
 * smallest right symbol. A binary heap that knows where each pair is, so that a priority can change
 * in place.
 */
final class PairQueue {
  private static final int ABSENT = -1;

  private final Pairs pairs;
  private int[] heap = new int[1 << 11];
  private int size;
  private int[] position = new int[0];
  private double[] priority = new double[0];

  PairQueue(Pairs pairs) {
    this.pairs = pairs;
  }

  /** Gives a pair a priority, whether it is there already or not. */
  void put(int pair, double value) {
    reserve(pair);
    priority[pair] = value;
    if (position[pair] == ABSENT) {
      heap[size] = pair;
      position[pair] = size++;
    }
    siftUp(position[pair]);
    siftDown(position[pair]);
  }

  /** Takes a pair out, if it is there. */
  void remove(int pair) {
    if (pair >= position.length || position[pair] == ABSENT) {
      return;
    }
    int hole = position[pair];
    int last = heap[--size];
    position[pair] = ABSENT;
    if (last != pair) {
      heap[hole] = last;
      position[last] = hole;
      siftUp(hole);
      siftDown(position[last]);
    }
  }

  /** Takes the best pair out; -1 when there is none. */
  int poll() {
    if (size == 0) {
      return -1;
    }
    int best = heap[0];
    remove(best);
    return best;
  }

  private void siftUp(int from) {
    int at = from;
    int pair = heap[at];
    while (at > 0 && isBefore(pair, heap[(at - 1) >>> 1])) {
      set(at, heap[(at - 1) >>> 1]);
      at = (at - 1) >>> 1;
    }
    set(at, pair);
  }

  private void siftDown(int from) {
    int at = from;
    int pair = heap[at];
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isBefore(heap[child], pair)) {
        break;
      }
      set(at, heap[child]);
      at = child;
    }
    set(at, pair);
  }

  private void set(int at, int pair) {
    heap[at] = pair;
    position[pair] = at;
  }

  private boolean isBefore(int pair, int other) {
    int order = Double.compare(priority[pair], priority[other]);
    return order == 0 ? pairs.key(pair) < pairs.key(other) : order > 0;
  }

  private void reserve(int pair) {
    if (pair >= position.length) {
      int before = position.length;
      position = Arrays.copyOf(position, Math.max(pair + 1, 2 * before));
      Arrays.fill(position, before, position.length, ABSENT);
      priority = Arrays.copyOf(priority, position.length);
    }
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
  }
}
