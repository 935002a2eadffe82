package dev.inkstone.tokenizer;

import dev.inkstone.tokenizer.numbers.IntList;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the ids of short pieces of text, a fixed number of them.
 *
 * <p>Direct-mapped: a piece has one slot, and a newer piece takes it over. An entry holds its piece
 * as four numbers, and its id where it has one, so that a hit touches one object. Entries are
 * immutable and published through their final fields, so threads may race on a slot without harm:
 * they lose an entry at worst. At most {@value #SLOTS} entries of {@value #LONGEST} bytes, about 6
 * MB when full.
 */
final class WordCache {
  private static final int SLOTS = 1 << 16;
  private static final int LONGEST = 4 * Long.BYTES;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final @Nullable Word[] words = new @Nullable Word[SLOTS];

  /** What is remembered of a piece, or null. */
  @Nullable Word find(byte[] text, int from, int to) {
    int length = to - from;
    if (length > LONGEST) {
      return null;
    }
    long first = read(text, from, length);
    if (length <= Long.BYTES) {
      Word word = words[slot(length, first)];
      return word != null && word.length == length && word.first == first ? word : null;
    }
    long second = read(text, from + 8, length - 8);
    long third = read(text, from + 16, length - 16);
    long fourth = read(text, from + 24, length - 24);
    Word word = words[slot(length, first, second, third, fourth)];
    boolean found =
        word != null
            && word.length == length
            && word.first == first
            && word.second == second
            && word.third == third
            && word.fourth == fourth;
    return found ? word : null;
  }

  /**
   * Remembers a piece, unless it is long.
   *
   * @param ends where each token ends, counted from the start of the piece, or null
   */
  void put(byte[] text, int from, int to, int[] ids, int @Nullable [] ends) {
    int length = to - from;
    if (length > LONGEST) {
      return;
    }
    long first = read(text, from, length);
    long second = read(text, from + 8, length - 8);
    long third = read(text, from + 16, length - 16);
    long fourth = read(text, from + 24, length - 24);
    words[slot(length, first, second, third, fourth)] =
        new Word(length, first, second, third, fourth, ids, ends);
  }

  /** Up to eight bytes as a number, the first lowest; zero for none. */
  private static long read(byte[] text, int at, int length) {
    if (length <= 0) {
      return 0;
    }
    if (at + Long.BYTES <= text.length) {
      long bytes = (long) LONG.get(text, at);
      return length >= Long.BYTES ? bytes : bytes & ((1L << (length << 3)) - 1);
    }
    long bytes = 0;
    for (int i = Math.min(length, Long.BYTES) - 1; i >= 0; i--) {
      bytes = bytes << 8 | (text[at + i] & 0xFF);
    }
    return bytes;
  }

  private static int slot(int length, long first) {
    long hash = (first + length) * 0x9E3779B97F4A7C15L;
    return (int) (hash >>> 48);
  }

  private static int slot(int length, long first, long second, long third, long fourth) {
    if (length <= Long.BYTES) {
      return slot(length, first);
    }
    long hash = (first + length) * 0x9E3779B97F4A7C15L;
    hash = (hash ^ (hash >>> 32) ^ second) * 0xC2B2AE3D27D4EB4FL;
    if ((third | fourth) != 0) {
      hash = (hash ^ (hash >>> 32) ^ third) * 0x9E3779B97F4A7C15L;
      hash = (hash ^ (hash >>> 32) ^ fourth) * 0xC2B2AE3D27D4EB4FL;
    }
    return (int) (hash >>> 48);
  }

  /** A piece and its ids. */
  static final class Word {
    private final long first;
    private final long second;
    private final long third;
    private final long fourth;
    private final int length;

    /** The only id, where {@link #ids} is null. */
    private final int id;

    private final int @Nullable [] ids;
    private final int @Nullable [] ends;

    private Word(
        int length,
        long first,
        long second,
        long third,
        long fourth,
        int[] ids,
        int @Nullable [] ends) {
      this.length = length;
      this.first = first;
      this.second = second;
      this.third = third;
      this.fourth = fourth;
      this.id = ids.length == 1 ? ids[0] : -1;
      this.ids = ids.length == 1 ? null : ids;
      this.ends = ids.length == 1 ? null : ends;
    }

    /** Appends the ids. */
    void appendTo(IntList out) {
      if (ids == null) {
        out.add(id);
      } else {
        out.addAll(ids);
      }
    }

    /** Number of tokens. */
    int size() {
      return ids == null ? 1 : ids.length;
    }

    /** The id of a token. */
    int id(int index) {
      return ids == null ? id : ids[index];
    }

    /** Whether it is known where the tokens end; a single one ends with the piece. */
    boolean hasEnds() {
      return ends != null;
    }

    /** Where a token of several ends, counted from the start of the piece. */
    int end(int index) {
      return Objects.requireNonNull(ends)[index];
    }
  }
}
