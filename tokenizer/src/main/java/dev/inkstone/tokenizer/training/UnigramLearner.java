package dev.inkstone.tokenizer.training;

import dev.inkstone.tokenizer.training.TrainingProgress.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Learns a unigram language model of pieces: starts from many, and alternates EM with pruning until
 * as few are left as wanted.
 *
 * <p>Kudo 2018, "Subword Regularization: Improving Neural Network Translation Models with Multiple
 * Subword Candidates"; Kudo, Richardson 2018, "SentencePiece". Unlike there the counts of words
 * also weigh when seeds are chosen, as they would without counting words first, and single
 * characters stay in all along.
 */
final class UnigramLearner {
  /** Pruning ends at this multiple of the wanted size; the rest goes by probability. */
  private static final double RESERVE = 1.1;

  private static final Comparator<Piece> ORDER =
      Comparator.comparingDouble(Piece::score).reversed().thenComparing(Piece::spelling);

  private final UnigramSettings settings;
  private final Set<String> taken;

  /**
   * @param taken spellings that no piece may have
   */
  UnigramLearner(UnigramSettings settings, Set<String> taken) {
    this.settings = settings;
    this.taken = taken;
  }

  /** The pieces, the likeliest first; of equal ones in the order of code points. */
  List<Piece> learn(List<WordCounts.Word> words, Alphabet alphabet, TrainingRun run) {
    run.step(Phase.PREPARING, 0, 2);
    PieceText text = new PieceText(words, alphabet);
    Seeds seeds = new Seeds(text, settings.maxPieceLength()).best(settings.seedSize());
    run.step(Phase.PREPARING, 1, 2);
    PieceModel model = new PieceModel(new Lattice(text, seeds), seeds, run);
    run.step(Phase.PREPARING, 2, 2);
    int wanted = (int) (settings.size() * RESERVE);
    int rounds = rounds(model.size(), wanted);
    for (int round = 0; round < rounds; round++) {
      run.step(Phase.LEARNING, round, rounds);
      for (int i = 0; i < settings.subIterations(); i++) {
        model.improve();
      }
      if (model.size() <= wanted) {
        break;
      }
      model.prune(Math.max(wanted, (int) (model.size() * settings.shrinkingFactor())));
    }
    run.step(Phase.LEARNING, rounds, rounds);
    return best(model, alphabet);
  }

  /** Rounds that are enough: each but the last leaves at most a share of the pieces. */
  private int rounds(int pieces, int wanted) {
    double size = pieces;
    int rounds = 1;
    while (size > wanted) {
      size = Math.max(wanted, Math.floor(size * settings.shrinkingFactor()));
      rounds++;
    }
    return rounds;
  }

  private List<Piece> best(PieceModel model, Alphabet alphabet) {
    List<Piece> characters = new ArrayList<>();
    List<Piece> longer = new ArrayList<>();
    double least = 0;
    for (int piece = 0; piece < model.size(); piece++) {
      (model.isCharacter(piece) ? characters : longer)
          .add(new Piece(model.spelling(piece), model.score(piece)));
      least = Math.min(least, model.score(piece));
    }
    addMissing(characters, alphabet, least);
    longer.removeIf(piece -> taken.contains(piece.spelling()));
    longer.sort(ORDER);
    int room = Math.max(0, settings.size() - characters.size());
    characters.addAll(longer.subList(0, Math.min(longer.size(), room)));
    characters.sort(ORDER);
    return characters;
  }

  /** Characters that were wanted, but are not in the text. */
  private static void addMissing(List<Piece> characters, Alphabet alphabet, double least) {
    Set<String> known = characters.stream().map(Piece::spelling).collect(Collectors.toSet());
    alphabet.characters().stream()
        .mapToObj(Character::toString)
        .filter(c -> !known.contains(c))
        .forEach(c -> characters.add(new Piece(c, least)));
  }

  /**
   * A piece.
   *
   * @param spelling its text
   * @param score logarithm of its probability
   */
  record Piece(String spelling, double score) {}
}
