package dev.inkstone.tokenizer;

import java.util.Arrays;
import java.util.function.BiFunction;

/** The tokens of a model: spelling, type, and the bytes each stands for. Immutable. */
final class Vocabulary {
  private final String[] spellings;
  private final TokenType[] types;
  private final StringIndex index;

  /** The bytes of all tokens, one after another; token {@code id} ends where the next starts. */
  private final byte[] bytes;

  private final int[] starts;

  /**
   * @param spellings the token of each id; an empty string for a hole
   * @param types the type of each id
   * @param text what a text token stands for; markup tokens stand for nothing
   */
  Vocabulary(String[] spellings, TokenType[] types, BiFunction<String, TokenType, byte[]> text) {
    this(spellings, types, text, new byte[0]);
  }

  /**
   * @param unknown what the unknown token stands for
   */
  Vocabulary(
      String[] spellings,
      TokenType[] types,
      BiFunction<String, TokenType, byte[]> text,
      byte[] unknown) {
    this.spellings = spellings;
    this.types = types;
    this.index = new StringIndex(spellings);
    this.starts = new int[spellings.length + 1];
    byte[] pool = new byte[8 * spellings.length];
    for (int id = 0; id < spellings.length; id++) {
      byte[] token =
          switch (types[id]) {
            case CONTROL -> new byte[0];
            case UNKNOWN -> unknown;
            default -> text.apply(spellings[id], types[id]);
          };
      int end = Math.addExact(starts[id], token.length);
      if (end > pool.length) {
        pool = Arrays.copyOf(pool, Math.max(end, pool.length + pool.length / 2));
      }
      System.arraycopy(token, 0, pool, starts[id], token.length);
      starts[id + 1] = end;
    }
    this.bytes = Arrays.copyOf(pool, starts[spellings.length]);
  }

  /** Number of ids. */
  int size() {
    return spellings.length;
  }

  /** The id of a spelling, or -1. */
  int id(String spelling) {
    return index.find(spelling);
  }

  /** The id of the spelling in a range of characters, or -1. */
  int id(char[] text, int from, int to) {
    return index.find(text, from, to);
  }

  /**
   * The id of the spelling in a range of characters, or -1, found sooner if it is {@code near} or
   * the next id.
   */
  int idNear(int near, char[] text, int from, int to) {
    return index.findNear(near, text, from, to);
  }

  String spelling(int id) {
    return spellings[checked(id)];
  }

  TokenType type(int id) {
    return types[id];
  }

  /** A copy of the bytes that a token stands for. */
  byte[] bytes(int id) {
    return Arrays.copyOfRange(bytes, starts[checked(id)], starts[id + 1]);
  }

  /** Where the bytes of {@code id} start in {@link #pool()}; {@code size()} is allowed. */
  int start(int id) {
    return starts[id];
  }

  /** The bytes of all tokens. Not to be changed. */
  byte[] pool() {
    return bytes;
  }

  /** Returns {@code id}, or throws IllegalArgumentException when it is not an id. */
  int checked(int id) {
    if (id < 0 || id >= spellings.length) {
      throw new IllegalArgumentException(
          "token id %d: the vocabulary has ids 0 to %d".formatted(id, spellings.length - 1));
    }
    return id;
  }
}
