package dev.inkstone.tokenizer;

import java.util.Arrays;

/** Finds the id of a spelling: open addressing over the array of spellings itself. Immutable. */
final class StringIndex {
  private static final int EMPTY = -1;

  private final String[] spellings;
  private final int[] slots;

  /** Indexes {@code spellings} by position; empty ones are left out, of equals the last counts. */
  StringIndex(String[] spellings) {
    this.spellings = spellings;
    int capacity = Integer.highestOneBit(Math.max(4, spellings.length)) << 2;
    this.slots = new int[capacity];
    Arrays.fill(slots, EMPTY);
    for (int id = 0; id < spellings.length; id++) {
      if (!spellings[id].isEmpty()) {
        slots[slotOf(spellings[id])] = id;
      }
    }
  }

  /** The id of a spelling, or -1. */
  int find(String spelling) {
    return slots[slotOf(spelling)];
  }

  private int slotOf(String spelling) {
    int slot = Hashing.spread(spelling.hashCode()) & (slots.length - 1);
    while (slots[slot] != EMPTY && !spellings[slots[slot]].equals(spelling)) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }
}
