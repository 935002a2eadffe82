package dev.inkstone.tokenizer.training;

import java.util.Arrays;

/**
 * How often each piece is expected in a text whose words are read in all ways, each as likely as
 * its pieces say: the E step of EM, by the forward-backward algorithm. Not thread-safe.
 *
 * <p>The forward sums are logarithms. On the way back no further exponentials are needed: an edge
 * is as likely as the place where it ends times its share in that place's forward sum.
 */
final class Marginals {
  private static final int CHECKED = 1 << 12;

  private final Lattice lattice;
  private final TrainingRun run;

  /** Logarithm of the sum over all readings up to a place of the word. */
  private double[] forward = new double[64];

  /** How likely a reading has a border at a place of the word. */
  private double[] border = new double[64];

  /** The share of each edge of the word in the forward sum where it ends. */
  private double[] share = new double[1024];

  Marginals(Lattice lattice, TrainingRun run) {
    this.lattice = lattice;
    this.run = run;
  }

  /**
   * Adds up the expected counts over all words.
   *
   * @param scores logarithms of probabilities, by piece
   * @param expected gets the counts, by piece; modified
   * @return the logarithm of the likelihood of the text
   */
  double expect(double[] scores, double[] expected) {
    PieceText text = lattice.text();
    double likelihood = 0;
    for (int word = 0; word < text.words(); word++) {
      if (word % CHECKED == 0) {
        run.requireGoingOn();
      }
      int start = text.start(word);
      int end = text.end(word);
      likelihood += text.count(word) * forward(start, end, scores);
      backward(start, end, text.count(word), expected);
    }
    return likelihood;
  }

  private double forward(int start, int end, double[] scores) {
    int firstEdge = lattice.firstEdge(start);
    reserve(end - start + 1, lattice.firstEdge(end) - firstEdge);
    forward[0] = 0;
    for (int cell = start; cell < end; cell++) {
      double greatest = Double.NEGATIVE_INFINITY;
      for (int edge = lattice.firstEdge(cell); edge < lattice.firstEdge(cell + 1); edge++) {
        int piece = lattice.piece(edge);
        double reading = forward[cell + 1 - start - lattice.length(piece)] + scores[piece];
        share[edge - firstEdge] = reading;
        greatest = Math.max(greatest, reading);
      }
      double sum = 0;
      for (int edge = lattice.firstEdge(cell); edge < lattice.firstEdge(cell + 1); edge++) {
        share[edge - firstEdge] = Math.exp(share[edge - firstEdge] - greatest);
        sum += share[edge - firstEdge];
      }
      for (int edge = lattice.firstEdge(cell); edge < lattice.firstEdge(cell + 1); edge++) {
        share[edge - firstEdge] /= sum;
      }
      forward[cell + 1 - start] = greatest + Math.log(sum);
    }
    return forward[end - start];
  }

  private void backward(int start, int end, long count, double[] expected) {
    int firstEdge = lattice.firstEdge(start);
    Arrays.fill(border, 0, end - start, 0);
    border[end - start] = 1;
    for (int cell = end - 1; cell >= start; cell--) {
      double here = border[cell + 1 - start];
      for (int edge = lattice.firstEdge(cell); edge < lattice.firstEdge(cell + 1); edge++) {
        int piece = lattice.piece(edge);
        double likely = here * share[edge - firstEdge];
        expected[piece] += count * likely;
        border[cell + 1 - start - lattice.length(piece)] += likely;
      }
    }
  }

  private void reserve(int places, int edges) {
    if (places > forward.length) {
      forward = new double[2 * places];
      border = new double[2 * places];
    }
    if (edges > share.length) {
      share = new double[Math.max(edges, Math.min(Integer.MAX_VALUE - 8, 2 * edges))];
    }
  }
}
