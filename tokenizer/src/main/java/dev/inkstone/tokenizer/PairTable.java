package dev.inkstone.tokenizer;

import java.util.Arrays;

/**
 * Maps a pair of symbols to a rank and the symbol the two become: the merges of a BPE vocabulary.
 *
 * <p>Open addressing over one array, key beside value, at most two thirds full; immutable and
 * shareable once filled.
 */
final class PairTable {
  /** What {@link #find} returns for a pair that is not there. */
  static final long NONE = -1;

  private final long[] slots;
  private final int shift;
  private int size;
  private int greatestRank;

  /** A table with room for {@code pairs} pairs. */
  PairTable(int pairs) {
    int bits = 64 - Long.numberOfLeadingZeros(Math.max(2L, pairs + pairs / 2L));
    this.shift = 64 - bits;
    this.slots = new long[2 << bits];
    Arrays.fill(slots, NONE);
  }

  /** Adds a pair; one that is already there keeps its first rank. */
  void add(int left, int right, int rank, int merged) {
    long key = key(left, right);
    int slot = slot(key);
    while (slots[slot] != NONE) {
      if (slots[slot] == key) {
        return;
      }
      slot = next(slot);
    }
    slots[slot] = key;
    slots[slot + 1] = (long) rank << 32 | merged;
    greatestRank = Math.max(greatestRank, rank);
    size++;
  }

  /** The value of a pair, to be read with {@link #rank} and {@link #merged}, or {@link #NONE}. */
  long find(int left, int right) {
    if ((left | right) < 0) {
      return NONE;
    }
    long key = key(left, right);
    int slot = slot(key);
    while (true) {
      long found = slots[slot];
      if (found == key) {
        return slots[slot + 1];
      }
      if (found == NONE) {
        return NONE;
      }
      slot = next(slot);
    }
  }

  /** The greatest rank of a pair, or 0 without pairs. */
  int greatestRank() {
    return greatestRank;
  }

  /** Lower ranks merge first. */
  static int rank(long value) {
    return (int) (value >>> 32);
  }

  /** The symbol that a pair becomes. */
  static int merged(long value) {
    return (int) value;
  }

  /** What the pairs become, in no order. */
  int[] results() {
    int[] results = new int[size];
    int at = 0;
    for (int slot = 0; slot < slots.length; slot += 2) {
      if (slots[slot] != NONE) {
        results[at++] = merged(slots[slot + 1]);
      }
    }
    return results;
  }

  /**
   * The values of all pairs of some symbols, a square table by their places in {@code symbols}.
   * Negative symbols have no pairs.
   */
  long[] among(int[] symbols) {
    int count = symbols.length;
    int greatest = 0;
    for (int symbol : symbols) {
      greatest = Math.max(greatest, symbol);
    }
    int[] places = new int[greatest + 1];
    Arrays.fill(places, -1);
    for (int i = 0; i < count; i++) {
      if (symbols[i] >= 0) {
        places[symbols[i]] = i;
      }
    }
    long[] table = new long[count * count];
    Arrays.fill(table, NONE);
    // In the order of memory: to look every pair up would miss the cache each time.
    for (int slot = 0; slot < slots.length; slot += 2) {
      int left = (int) (slots[slot] >>> 32);
      int right = (int) slots[slot];
      boolean listed = slots[slot] != NONE && left < places.length && right < places.length;
      if (listed && places[left] >= 0 && places[right] >= 0) {
        table[places[left] * count + places[right]] = slots[slot + 1];
      }
    }
    return table;
  }

  private static long key(int left, int right) {
    return (long) left << 32 | right;
  }

  private int slot(long key) {
    // Fibonacci hashing; the first step mixes the left symbol into the bits that are kept.
    long hash = (key ^ (key >>> 29)) * 0x9E3779B97F4A7C15L;
    return (int) (hash >>> shift) << 1;
  }

  private int next(int slot) {
    return (slot + 2) & (slots.length - 1);
  }
}
