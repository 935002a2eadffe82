package dev.inkstone.tokenizer;

import dev.inkstone.tokenizer.numbers.IntList;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;

/**
 * A trie over bytes: which keys a text has at a position. Immutable.
 *
 * <p>A double array: the child of node {@code s} by byte {@code b} is {@code base[s] + b}, if
 * {@code parent} of that place is {@code s}. Three ints a place, so that a step costs one look-up
 * whatever the number of children.
 *
 * <p>Aoe 1989, "An efficient digital search algorithm by using a double-array structure".
 */
final class ByteTrie {
  /** The node of the empty key. */
  static final int ROOT = 0;

  /** No node, or no value. */
  static final int NONE = -1;

  private final int[] base;
  private final int[] parent;
  private final int[] value;

  private ByteTrie(int[] base, int[] parent, int[] value) {
    this.base = base;
    this.parent = parent;
    this.value = value;
  }

  /**
   * Builds a trie; an empty key has no place in it.
   *
   * @param keys the keys; of equal ones the last counts
   * @param values the value of each key, not negative
   */
  static ByteTrie of(byte[][] keys, int[] values) {
    Integer[] order = new Integer[keys.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Arrays.compareUnsigned(keys[a], keys[b]));
    byte[][] sorted = new byte[keys.length][];
    int[] sortedValues = new int[keys.length];
    for (int i = 0; i < order.length; i++) {
      sorted[i] = keys[order[i]];
      sortedValues[i] = values[order[i]];
    }
    return new Builder(sorted, sortedValues).build();
  }

  /** The child of a node by a byte, or {@link #NONE}; {@code NONE} has no children. */
  int child(int node, byte label) {
    if (node < 0) {
      return NONE;
    }
    int child = base[node] + (label & 0xFF);
    return parent[child] == node ? child : NONE;
  }

  /** The value of the key that ends at a node, or {@link #NONE}. */
  int value(int node) {
    return value[node];
  }

  /** The node of a key, or {@link #NONE}. */
  int node(byte[] key) {
    int node = ROOT;
    for (byte label : key) {
      node = child(node, label);
    }
    return node;
  }

  /** The value of the key {@code [from, to)} of a text, or {@link #NONE}. */
  int exact(byte[] text, int from, int to) {
    int node = ROOT;
    for (int at = from; at < to && node >= 0; at++) {
      node = child(node, text[at]);
    }
    return node < 0 ? NONE : value[node];
  }

  /**
   * The longest key below {@code node} that {@code text} has at {@code from}, as {@code end << 32 |
   * value}, or -1. The empty key does not count.
   */
  long longest(int node, byte[] text, int from, int to) {
    long match = -1;
    int current = node;
    for (int at = from; at < to; at++) {
      current = child(current, text[at]);
      if (current < 0) {
        break;
      }
      if (value[current] >= 0) {
        match = (at + 1L) << 32 | value[current];
      }
    }
    return match;
  }

  /** Number of places, holes included. */
  int places() {
    return base.length;
  }

  /** Places the nodes one after another, each with all its children at once. */
  private static final class Builder {
    private static final int LABELS = 256;
    private static final int TRIES = 64;

    private final byte[][] keys;
    private final int[] values;
    private int[] base = new int[2 * LABELS];
    private int[] parent = new int[2 * LABELS];
    private int[] value = new int[2 * LABELS];
    private final BitSet taken = new BitSet();
    private int used = 1;
    private int firstHole = 1;

    Builder(byte[][] keys, int[] values) {
      this.keys = keys;
      this.values = values;
      Arrays.fill(parent, NONE);
      Arrays.fill(value, NONE);
      taken.set(ROOT);
    }

    ByteTrie build() {
      Deque<Range> open = new ArrayDeque<>();
      open.push(new Range(ROOT, 0, 0, keys.length));
      while (!open.isEmpty()) {
        place(open.pop(), open);
      }
      int size = used + LABELS;
      return new ByteTrie(
          Arrays.copyOf(base, size), padded(parent, size), Arrays.copyOf(value, size));
    }

    private int[] padded(int[] array, int size) {
      int[] result = Arrays.copyOf(array, size);
      Arrays.fill(result, Math.min(array.length, size), size, NONE);
      return result;
    }

    /** Places the children of the node whose keys share their first {@code depth} bytes. */
    private void place(Range range, Deque<Range> open) {
      int from = range.from;
      while (from < range.to && keys[from].length == range.depth) {
        value[range.node] = range.depth == 0 ? NONE : values[from];
        from++;
      }
      int[] starts = childStarts(from, range.to, range.depth);
      if (starts.length == 0) {
        return;
      }
      int origin = findPlace(starts, range.depth);
      base[range.node] = origin;
      for (int i = 0; i < starts.length; i++) {
        int child = origin + label(starts[i], range.depth);
        parent[child] = range.node;
        taken.set(child);
        used = Math.max(used, child + 1);
      }
      for (int i = starts.length - 1; i >= 0; i--) {
        int end = i + 1 < starts.length ? starts[i + 1] : range.to;
        int child = origin + label(starts[i], range.depth);
        open.push(new Range(child, range.depth + 1, starts[i], end));
      }
    }

    /** The first key of each group that has the same byte at {@code depth}. */
    private int[] childStarts(int from, int to, int depth) {
      IntList starts = new IntList();
      int last = -1;
      for (int i = from; i < to; i++) {
        int label = label(i, depth);
        if (label != last) {
          starts.add(i);
          last = label;
        }
      }
      return starts.toArray();
    }

    /** A few holes are tried, so that building stays linear; then all goes to the end. */
    private int findPlace(int[] starts, int depth) {
      int first = label(starts[0], depth);
      firstHole = taken.nextClearBit(firstHole);
      int at = taken.nextClearBit(Math.max(first + 1, firstHole));
      int tries = 0;
      while (tries < TRIES && !fits(at - first, starts, depth)) {
        at = taken.nextClearBit(at + 1);
        tries++;
      }
      if (tries == TRIES) {
        at = Math.max(first + 1, used);
      }
      reserve(at + LABELS);
      return at - first;
    }

    private boolean fits(int origin, int[] starts, int depth) {
      for (int start : starts) {
        if (taken.get(origin + label(start, depth))) {
          return false;
        }
      }
      return true;
    }

    private int label(int key, int depth) {
      return keys[key][depth] & 0xFF;
    }

    private void reserve(int size) {
      if (size >= base.length) {
        int before = base.length;
        int after = Math.max(size + 1, before + before / 2);
        base = Arrays.copyOf(base, after);
        parent = Arrays.copyOf(parent, after);
        value = Arrays.copyOf(value, after);
        Arrays.fill(parent, before, after, NONE);
        Arrays.fill(value, before, after, NONE);
      }
    }

    /** Keys {@code [from, to)}, whose first {@code depth} bytes lead to {@code node}. */
    private record Range(int node, int depth, int from, int to) {}
  }
}
