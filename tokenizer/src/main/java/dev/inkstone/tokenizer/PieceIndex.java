package dev.inkstone.tokenizer;

import java.util.Arrays;

/** Finds the normal token that spells exactly a range of bytes. Immutable. */
final class PieceIndex {
  private static final int EMPTY = -1;

  private final Vocabulary vocabulary;
  private final int[] slots;

  PieceIndex(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.slots = new int[Integer.highestOneBit(Math.max(4, vocabulary.size())) << 2];
    Arrays.fill(slots, EMPTY);
    byte[] pool = vocabulary.pool();
    for (int id = 0; id < vocabulary.size(); id++) {
      int from = vocabulary.start(id);
      int to = vocabulary.start(id + 1);
      if (from < to
          && vocabulary.type(id) == TokenType.NORMAL
          && !MarkupSpelling.matches(vocabulary.spelling(id))) {
        slots[slotOf(pool, from, to)] = id;
      }
    }
  }

  /** The id of the token, or -1. */
  int find(byte[] text, int from, int to) {
    return slots[slotOf(text, from, to)];
  }

  private int slotOf(byte[] text, int from, int to) {
    int slot = Hashing.of(text, from, to) & (slots.length - 1);
    while (slots[slot] != EMPTY && !spells(slots[slot], text, from, to)) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private boolean spells(int id, byte[] text, int from, int to) {
    int start = vocabulary.start(id);
    return Arrays.equals(vocabulary.pool(), start, vocabulary.start(id + 1), text, from, to);
  }
}
