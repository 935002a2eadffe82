package dev.inkstone.tokenizer;

import java.util.Arrays;

/** Finds the id of a spelling: open addressing over the array of spellings itself. Immutable. */
final class StringIndex {
  private static final long EMPTY = -1;

  private final String[] spellings;

  /** In each slot the hash of a spelling above its id, so that a wrong slot costs no comparison. */
  private final long[] slots;

  /** Indexes {@code spellings} by position; empty ones are left out, of equals the last counts. */
  StringIndex(String[] spellings) {
    this.spellings = spellings;
    int capacity = Integer.highestOneBit(Math.max(4, spellings.length)) << 2;
    this.slots = new long[capacity];
    Arrays.fill(slots, EMPTY);
    for (int id = 0; id < spellings.length; id++) {
      if (!spellings[id].isEmpty()) {
        int hash = Hashing.spread(spellings[id].hashCode());
        slots[slotOf(spellings[id], hash)] = (long) hash << 32 | id;
      }
    }
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
    while (slots[slot] != EMPTY && !(isHash(slot, hash) && spells(slot, text, from, to))) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return (int) slots[slot];
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

  private boolean spells(int slot, char[] text, int from, int to) {
    String spelling = spellings[(int) slots[slot]];
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
