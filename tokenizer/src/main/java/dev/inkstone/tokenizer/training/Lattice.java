package dev.inkstone.tokenizer.training;

import java.util.Arrays;

/**
 * All ways to read words as pieces: for each cell of a text the pieces that end there.
 *
 * <p>Four bytes for each place of each piece. Pieces can be taken out, not put in.
 */
final class Lattice {
  private final PieceText text;
  private int[] lengths;

  /** Where the pieces that end in a cell start in {@link #pieces}; one more than cells. */
  private final int[] firsts;

  private int[] pieces;

  /**
   * @param seeds the pieces; a piece's number is that of its seed
   */
  Lattice(PieceText text, Seeds seeds) {
    this.text = text;
    this.lengths = new int[seeds.size()];
    long[] counts = new long[text.size() + 1];
    long total = 0;
    for (int piece = 0; piece < lengths.length; piece++) {
      lengths[piece] = seeds.length(piece);
      total += seeds.places(piece);
      for (int i = 0; i < seeds.places(piece); i++) {
        counts[seeds.place(piece, i) + lengths[piece]]++;
      }
    }
    if (total > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "the pieces occur at %d places in distinct words, at most 2^31 can be kept: train on less"
                  .formatted(total)
              + " text, or with a smaller seedSize");
    }
    this.firsts = new int[text.size() + 1];
    for (int cell = 0; cell < text.size(); cell++) {
      firsts[cell + 1] = firsts[cell] + (int) counts[cell + 1];
    }
    this.pieces = new int[(int) total];
    int[] next = firsts.clone();
    for (int piece = 0; piece < lengths.length; piece++) {
      for (int i = 0; i < seeds.places(piece); i++) {
        pieces[next[seeds.place(piece, i) + lengths[piece] - 1]++] = piece;
      }
    }
  }

  PieceText text() {
    return text;
  }

  /** Number of pieces. */
  int size() {
    return lengths.length;
  }

  int length(int piece) {
    return lengths[piece];
  }

  /** The first edge that ends in a cell; the last one is before the first of the next cell. */
  int firstEdge(int cell) {
    return firsts[cell];
  }

  /** The piece of an edge. */
  int piece(int edge) {
    return pieces[edge];
  }

  /**
   * Takes pieces out.
   *
   * @param numbers the new number of each piece, negative for those to go
   * @param size how many stay
   */
  void renumber(int[] numbers, int size) {
    int[] newLengths = new int[size];
    for (int piece = 0; piece < numbers.length; piece++) {
      if (numbers[piece] >= 0) {
        newLengths[numbers[piece]] = lengths[piece];
      }
    }
    lengths = newLengths;
    int end = 0;
    for (int cell = 0; cell < text.size(); cell++) {
      int from = firsts[cell];
      int to = firsts[cell + 1];
      firsts[cell] = end;
      // The next cell's start is overwritten only after it was read.
      for (int edge = from; edge < to; edge++) {
        if (numbers[pieces[edge]] >= 0) {
          pieces[end++] = numbers[pieces[edge]];
        }
      }
    }
    firsts[text.size()] = end;
    if (end < pieces.length / 2) {
      pieces = Arrays.copyOf(pieces, end);
    }
  }
}
