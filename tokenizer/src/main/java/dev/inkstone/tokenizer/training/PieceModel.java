package dev.inkstone.tokenizer.training;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Pieces with their probabilities while they are learned: EM, and pruning between. Not thread-safe.
 *
 * <p>Single characters are never lost, so that every word has a reading.
 */
final class PieceModel {
  /** Pieces that are expected less often go, as in SentencePiece. */
  private static final double LEAST_EXPECTED = 0.5;

  private final Lattice lattice;
  private final TrainingRun run;

  /** A place of each piece. */
  private int[] places;

  /** Logarithms of probabilities. */
  private double[] scores;

  private double likelihood;

  PieceModel(Lattice lattice, Seeds seeds, TrainingRun run) {
    this.lattice = lattice;
    this.run = run;
    this.places = new int[seeds.size()];
    this.scores = new double[seeds.size()];
    double sum = 0;
    for (int piece = 0; piece < places.length; piece++) {
      places[piece] = seeds.place(piece, 0);
      scores[piece] = (double) seeds.count(piece) * seeds.length(piece);
      sum += scores[piece];
    }
    double logSum = Math.log(sum);
    Arrays.setAll(scores, piece -> Math.log(scores[piece]) - logSum);
  }

  int size() {
    return scores.length;
  }

  double score(int piece) {
    return scores[piece];
  }

  String spelling(int piece) {
    return lattice.text().text(places[piece], lattice.length(piece));
  }

  boolean isCharacter(int piece) {
    return lattice.length(piece) == 1;
  }

  /** Logarithm of the likelihood of the text before the last EM step. */
  double likelihood() {
    return likelihood;
  }

  /**
   * One step of EM with a sparse prior: probabilities that explain the text better, and less of
   * them. Takes the exponential of digamma in place of the counts themselves: the mean-field
   * estimate under a Dirichlet prior that favours few pieces (Liang, Klein 2007, "Structured
   * Bayesian Nonparametric Models with Variational Inference").
   */
  void improve() {
    double[] expected = expect();
    int[] numbers = new int[size()];
    int kept = 0;
    for (int piece = 0; piece < numbers.length; piece++) {
      boolean stays = expected[piece] >= LEAST_EXPECTED || isCharacter(piece);
      numbers[piece] = stays ? kept++ : -1;
      expected[piece] = Math.max(expected[piece], LEAST_EXPECTED);
    }
    retain(numbers, kept, expected);
    double logSum = Digamma.of(Arrays.stream(scores).sum());
    Arrays.setAll(scores, piece -> Digamma.of(scores[piece]) - logSum);
  }

  /**
   * Takes out the pieces that the text misses least: those in no best reading, then those whose
   * replacement by their own best reading costs least likelihood.
   *
   * @param size how many may stay; characters stay in any case
   */
  void prune(int size) {
    BestReadings readings = new BestReadings(lattice, scores);
    double[] counts = counts(readings);
    double sum = Arrays.stream(counts).sum();
    double[] losses = new double[size()];
    for (int piece = 0; piece < losses.length; piece++) {
      losses[piece] = loss(piece, counts, sum, readings);
    }
    int[] order =
        IntStream.range(0, size())
            .boxed()
            .sorted((a, b) -> Double.compare(losses[b], losses[a]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] numbers = new int[size()];
    Arrays.fill(numbers, -1);
    for (int i = 0; i < order.length; i++) {
      boolean stays = isCharacter(order[i]) || (i < size && counts[order[i]] > 0);
      numbers[order[i]] = stays ? 0 : -1;
    }
    int kept = 0;
    for (int piece = 0; piece < numbers.length; piece++) {
      numbers[piece] = numbers[piece] < 0 ? -1 : kept++;
    }
    retain(numbers, kept, scores);
  }

  private double loss(int piece, double[] counts, double sum, BestReadings readings) {
    if (isCharacter(piece)) {
      return Double.POSITIVE_INFINITY;
    }
    if (counts[piece] == 0) {
      return Double.NEGATIVE_INFINITY;
    }
    int[] others = readings.read(places[piece], places[piece] + lattice.length(piece), piece);
    // Each count of the piece becomes one of every other piece.
    double logSum = Math.log(sum + counts[piece] * (others.length - 1));
    double otherwise = 0;
    for (int other : others) {
      otherwise += Math.log(counts[other] + counts[piece]) - logSum;
    }
    return counts[piece] * (Math.log(counts[piece]) - Math.log(sum) - otherwise);
  }

  /** How often each piece is in the best readings of the text. */
  private double[] counts(BestReadings readings) {
    PieceText text = lattice.text();
    double[] counts = new double[size()];
    for (int word = 0; word < text.words(); word++) {
      if (word % 4096 == 0) {
        run.requireGoingOn();
      }
      for (int piece : readings.read(text.start(word), text.end(word), -1)) {
        counts[piece] += text.count(word);
      }
    }
    return counts;
  }

  private double[] expect() {
    double[] expected = new double[size()];
    likelihood = new Marginals(lattice, run).expect(scores, expected);
    return expected;
  }

  private void retain(int[] numbers, int size, double[] values) {
    int[] newPlaces = new int[size];
    double[] newScores = new double[size];
    for (int piece = 0; piece < numbers.length; piece++) {
      if (numbers[piece] >= 0) {
        newPlaces[numbers[piece]] = places[piece];
        newScores[numbers[piece]] = values[piece];
      }
    }
    places = newPlaces;
    scores = newScores;
    lattice.renumber(numbers, size);
  }
}
