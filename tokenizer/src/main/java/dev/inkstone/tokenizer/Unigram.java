package dev.inkstone.tokenizer;

import dev.inkstone.tokenizer.numbers.IntList;
import java.util.Arrays;

/**
 * Unigram segmentation: of all ways to read a text as pieces, the one with the greatest sum of
 * scores.
 *
 * <p>A character that is no piece can always be read as unknown; neighbouring unknowns become one,
 * or their bytes {@code <0xHH>} where the vocabulary has all of them. Immutable. The time for a
 * text is its length times the length of the longest piece at worst.
 *
 * <p>Which of two readings wins by a hair depends on the arithmetic, so both exist, see {@link
 * Arithmetic}. Of equal readings the one found first stays: its last piece is the longest.
 *
 * <p>Kudo 2018, "Subword Regularization: Improving Neural Network Translation Models with Multiple
 * Subword Candidates".
 */
final class Unigram implements WordModel {
  private final ByteTrie pieces;
  private final UnigramScores scores;
  private final int unknown;
  private final ByteTokens bytes;
  private final boolean rounds;

  /**
   * @param pieces the pieces that text may become
   * @param scores their scores
   * @param unknown the id for what cannot be spelled, or -1 to leave it out
   * @param bytes spells what is unknown, or {@link ByteTokens#NONE}
   */
  Unigram(
      ByteTrie pieces, UnigramScores scores, int unknown, ByteTokens bytes, Arithmetic arithmetic) {
    this.pieces = pieces;
    this.scores = scores;
    this.unknown = unknown;
    this.bytes = bytes;
    this.rounds = arithmetic == Arithmetic.SINGLE;
  }

  /**
   * The model of a SentencePiece vocabulary, bytes for the unknown where it has them all.
   *
   * @param scores the score of each id
   */
  static Unigram ofSentencePiece(Vocabulary vocabulary, float[] scores, int unknown) {
    return new Unigram(
        TextPieces.of(vocabulary).trie(),
        UnigramScores.ofSentencePiece(scores, vocabulary),
        unknown,
        ByteTokens.of(vocabulary),
        Arithmetic.SINGLE);
  }

  /** Appends the ids of {@code text}, valid UTF-8 with spaces as U+2581. */
  void encode(byte[] text, TokenSink out) {
    encode(text, 0, text.length, out);
  }

  @Override
  public void encode(byte[] text, int from, int to, TokenSink out) {
    Paths paths = new Paths(to - from);
    int start = from;
    while (start < to) {
      int width = Utf8.width(text[start]);
      boolean spelled = extend(paths, text, from, start, to, start + width);
      if (!spelled) {
        paths.offer(start - from, start - from + width, unknownCandidate(paths, start - from), -1);
      }
      start += width;
    }
    emit(paths, text, from, out);
  }

  /** Continues the best reading up to {@code start}; whether a piece is just one character. */
  private boolean extend(Paths paths, byte[] text, int from, int start, int to, int characterEnd) {
    boolean oneCharacter = false;
    double before = paths.score[start - from];
    int node = ByteTrie.ROOT;
    for (int at = start; at < to; at++) {
      node = pieces.child(node, text[at]);
      if (node < 0) {
        break;
      }
      int piece = pieces.value(node);
      if (piece >= 0) {
        paths.offer(start - from, at + 1 - from, before + scores.of(piece), piece);
        oneCharacter |= at + 1 == characterEnd;
      }
    }
    return oneCharacter;
  }

  private double unknownCandidate(Paths paths, int start) {
    double candidate = paths.score[start] + scores.unknown();
    return rounds ? (float) candidate : candidate;
  }

  private void emit(Paths paths, byte[] text, int from, TokenSink out) {
    int length = paths.score.length - 1;
    IntList ends = new IntList();
    for (int end = length; end > 0; end = paths.start[end]) {
      ends.add(end);
    }
    int unknownFrom = -1;
    for (int i = ends.size() - 1; i >= 0; i--) {
      int end = ends.get(i);
      int piece = paths.piece[end];
      if (piece < 0) {
        unknownFrom = unknownFrom < 0 ? paths.start[end] : unknownFrom;
      } else {
        emitUnknown(text, from + unknownFrom, from + paths.start[end], unknownFrom >= 0, out);
        unknownFrom = -1;
        out.add(piece, from + end);
      }
    }
    emitUnknown(text, from + unknownFrom, from + length, unknownFrom >= 0, out);
  }

  private void emitUnknown(byte[] text, int from, int to, boolean any, TokenSink out) {
    if (!any || bytes.spell(text, from, to, out)) {
      return;
    }
    if (unknown >= 0) {
      out.add(unknown, to);
    }
  }

  /** How scores are added up. */
  enum Arithmetic {
    /**
     * As SentencePiece does: sums are stored in single precision, but compared before they are
     * rounded; only the reading as unknown is rounded first.
     */
    SINGLE,
    /** As Hugging Face's library does: all in double precision. */
    DOUBLE
  }

  /** The best reading up to each place. */
  private final class Paths {
    private final double[] score;
    private final int[] start;
    private final int[] piece;

    Paths(int length) {
      this.score = new double[length + 1];
      this.start = new int[length + 1];
      this.piece = new int[length + 1];
      Arrays.fill(start, -1);
    }

    void offer(int from, int to, double candidate, int id) {
      if (start[to] < 0 || candidate > score[to]) {
        score[to] = rounds ? (float) candidate : candidate;
        start[to] = from;
        piece[to] = id;
      }
    }
  }
}
