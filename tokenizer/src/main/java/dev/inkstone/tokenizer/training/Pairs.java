package dev.inkstone.tokenizer.training;

import dev.inkstone.tokenizer.numbers.IntList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pairs of neighbouring symbols, each with its count and the places where it was seen. A pair has
 * an index, given in the order of appearance. Open addressing, at most half full.
 */
final class Pairs {
  private static final int NONE = -1;

  private int[] slots = new int[1 << 12];
  private long[] keys = new long[1 << 11];
  private long[] counts = new long[1 << 11];
  private final List<IntList> places = new ArrayList<>();

  Pairs() {
    Arrays.fill(slots, NONE);
  }

  /** The index of a pair, which is new with a count of 0 if it was never seen. */
  int index(int left, int right) {
    long key = (long) left << 32 | right;
    int slot = slot(key);
    while (slots[slot] != NONE) {
      if (keys[slots[slot]] == key) {
        return slots[slot];
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    int index = places.size();
    if (index == keys.length) {
      grow();
      return index(left, right);
    }
    slots[slot] = index;
    keys[index] = key;
    places.add(new IntList(2));
    return index;
  }

  int size() {
    return places.size();
  }

  /** Left and right symbol as one number that orders by left, then right. */
  long key(int index) {
    return keys[index];
  }

  int left(int index) {
    return (int) (keys[index] >>> 32);
  }

  int right(int index) {
    return (int) keys[index];
  }

  long count(int index) {
    return counts[index];
  }

  void change(int index, long difference) {
    counts[index] += difference;
  }

  void addPlace(int index, int place) {
    places.get(index).add(place);
  }

  /** The places where the pair was seen, and forgets them; it may no longer be there. */
  int[] takePlaces(int index) {
    return places.set(index, new IntList(1)).toArray();
  }

  private void grow() {
    keys = Arrays.copyOf(keys, 2 * keys.length);
    counts = Arrays.copyOf(counts, 2 * counts.length);
    slots = new int[2 * slots.length];
    Arrays.fill(slots, NONE);
    for (int index = 0; index < places.size(); index++) {
      int slot = slot(keys[index]);
      while (slots[slot] != NONE) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = index;
    }
  }

  private int slot(long key) {
    // Fibonacci hashing; the first step mixes the left symbol into the bits that are kept.
    long hash = (key ^ (key >>> 29)) * 0x9E3779B97F4A7C15L;
    return (int) (hash >>> (Long.numberOfLeadingZeros(slots.length) + 1));
  }
}
