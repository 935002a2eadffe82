package dev.inkstone.tokenizer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the ids of short pieces of text, a fixed number of them.
 *
 * <p>Direct-mapped: a piece has one slot, and a newer piece takes it over. Entries are immutable
 * and published through their final fields, so threads may race on a slot without harm: they lose
 * an entry at worst. At most {@value #SLOTS} entries of {@value #LONGEST} bytes, about 4 MB when
 * full.
 */
final class WordCache {
  private static final int SLOTS = 1 << 15;
  private static final int LONGEST = 32;

  private final @Nullable Word[] words = new @Nullable Word[SLOTS];

  /** The ids of a piece, or null when they are not remembered. The array must not be changed. */
  int @Nullable [] find(byte[] text, int from, int to) {
    if (to - from > LONGEST) {
      return null;
    }
    Word word = words[slot(text, from, to)];
    return word != null && word.is(text, from, to) ? word.ids : null;
  }

  /** Remembers a piece, unless it is long. */
  void put(byte[] text, int from, int to, int[] ids) {
    if (to - from <= LONGEST) {
      words[slot(text, from, to)] = new Word(Arrays.copyOfRange(text, from, to), ids);
    }
  }

  private static int slot(byte[] text, int from, int to) {
    return Hashing.of(text, from, to) & (SLOTS - 1);
  }

  private static final class Word {
    private final byte[] key;
    private final int[] ids;

    Word(byte[] key, int[] ids) {
      this.key = key;
      this.ids = ids;
    }

    boolean is(byte[] text, int from, int to) {
      return Arrays.equals(key, 0, key.length, text, from, to);
    }
  }
}
