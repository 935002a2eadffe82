package dev.inkstone.tokenizer.training;

import java.util.Arrays;

/** The most likely reading of words, by Viterbi's algorithm. Not thread-safe. */
final class BestReadings {
  private static final int NONE = -1;

  private final Lattice lattice;
  private final double[] scores;
  private double[] best = new double[64];
  private int[] last = new int[64];

  /**
   * @param scores logarithms of probabilities, by piece
   */
  BestReadings(Lattice lattice, double[] scores) {
    this.lattice = lattice;
    this.scores = scores;
  }

  /**
   * The pieces of the best reading of some cells, last one first.
   *
   * @param without a piece that must not be used, or -1
   * @return empty if there is none
   */
  int[] read(int start, int end, int without) {
    int length = end - start;
    if (length >= best.length) {
      best = new double[2 * length];
      last = new int[2 * length];
    }
    best[0] = 0;
    for (int cell = start; cell < end; cell++) {
      int at = cell + 1 - start;
      last[at] = NONE;
      for (int edge = lattice.firstEdge(cell); edge < lattice.firstEdge(cell + 1); edge++) {
        int piece = lattice.piece(edge);
        int from = at - lattice.length(piece);
        boolean usable = from == 0 || (from > 0 && last[from] != NONE);
        if (usable && piece != without) {
          double reading = best[from] + scores[piece];
          if (last[at] == NONE || reading > best[at]) {
            best[at] = reading;
            last[at] = piece;
          }
        }
      }
    }
    return last[length] == NONE ? new int[0] : pieces(length);
  }

  private int[] pieces(int length) {
    int[] pieces = new int[length];
    int count = 0;
    for (int at = length; at > 0; at -= lattice.length(last[at])) {
      pieces[count++] = last[at];
    }
    return Arrays.copyOf(pieces, count);
  }
}
