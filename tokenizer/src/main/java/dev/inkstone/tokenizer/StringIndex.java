package dev.inkstone.tokenizer;

import java.util.Arrays;

/** Finds the id of a spelling: open addressing over the array of spellings itself. Immutable. */
final class StringIndex {
  private static final long EMPTY = -1;

  private final String[] spellings;

  /** In each slot the hash of a spelling above its id, so that a wrong slot costs no comparison. */
  private final long[] slots;

  /** Whether a spelling has several ids. */
  private final boolean repeats;

  /** Indexes {@code spellings} by position; empty ones are left out, of equals the last counts. */
  StringIndex(String[] spellings) {
    this.spellings = spellings;
    int capacity = Integer.highestOneBit(Math.max(4, spellings.length)) << 2;
    this.slots = new long[capacity];
    Arrays.fill(slots, EMPTY);
    boolean found = false;
    for (int id = 0; id < spellings.length; id++) {
      if (!spellings[id].isEmpty()) {
        int hash = Hashing.spread(spellings[id].hashCode());
        int slot = slotOf(spellings[id], hash);
        found |= slots[slot] != EMPTY;
        slots[slot] = (long) hash << 32 | id;
      }
    }
    this.repeats = found;
  }

  /** The id of a spelling, or -1. */
  int find(String spelling) {
    return (int) slots[slotOf(spelling, Hashing.spread(spelling.hashCode()))];
  }

  /** The id of the spelling in a range of characters, or -1. */
  int find(char[] text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text[i];
    }
    hash = Hashing.spread(hash);
    int slot = hash & (slots.length - 1);
    while (slots[slot] != EMPTY
        && !(isHash(slot, hash) && spells((int) slots[slot], text, from, to))) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return (int) slots[slot];
  }

  /**
   * The id of the spelling in a range of characters, or -1, found sooner if it is {@code near} or
   * the next id.
   *
   * @param near an id
   */
  int findNear(int near, char[] text, int from, int to) {
    int last = Math.min(near + 1, spellings.length - 1);
    boolean looksNear = !repeats && from < to; // an empty spelling is a hole
    for (int id = near; looksNear && id <= last; id++) {
      if (spells(id, text, from, to)) {
        return id;
      }
    }
    return find(text, from, to);
  }

  private int slotOf(String spelling, int hash) {
    int slot = hash & (slots.length - 1);
    while (slots[slot] != EMPTY
        && !(isHash(slot, hash) && spellings[(int) slots[slot]].equals(spelling))) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private boolean isHash(int slot, int hash) {
    return (int) (slots[slot] >> 32) == hash;
  }

  private boolean spells(int id, char[] text, int from, int to) {
    String spelling = spellings[id];
    if (spelling.length() != to - from) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (spelling.charAt(i - from) != text[i]) {
        return false;
      }
    }
    return true;
  }
}
