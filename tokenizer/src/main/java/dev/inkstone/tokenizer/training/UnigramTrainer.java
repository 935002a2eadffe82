package dev.inkstone.tokenizer.training;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A unigram language model, the tokenizer of T5 and XLM-RoBERTa: every piece has a probability, and
 * encoding takes the most likely reading.
 *
 * <p>Starts from up to a million frequent substrings, finds their probabilities by EM and takes out
 * those that the texts miss least, round by round. Text is normalized by the rules of SentencePiece
 * and NFKC, runs of spaces become one, and a space is spelled as U+2581 in front of each word. A
 * character that is no piece becomes {@code <unk>}, the only special token. 8000 tokens.
 *
 * <p>Kudo 2018, "Subword Regularization: Improving Neural Network Translation Models with Multiple
 * Subword Candidates".
 */
public final class UnigramTrainer extends TokenizerTrainer<UnigramTrainer> {
  private static final int VOCABULARY_SIZE = 8000;
  private static final String UNKNOWN = "<unk>";

  private int seedSize = 1_000_000;
  private double shrinkingFactor = 0.75;
  private int subIterations = 2;
  private int maxPieceLength = 16;
  private boolean byteFallback;

  private UnigramTrainer() {
    super(VOCABULARY_SIZE, List.of());
  }

  /** A trainer with the settings above. */
  public static UnigramTrainer create() {
    return new UnigramTrainer();
  }

  /** Pieces to start from at most: 1,000,000 by default. */
  public UnigramTrainer seedSize(int pieces) {
    seedSize = atLeast(1, "seedSize", pieces);
    return this;
  }

  /** Share of the pieces that a round leaves: 0.75 by default. */
  public UnigramTrainer shrinkingFactor(double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "shrinkingFactor is %s, expected a number between 0 and 1".formatted(share));
    }
    shrinkingFactor = share;
    return this;
  }

  /** Steps of EM in a round: 2 by default. */
  public UnigramTrainer subIterations(int steps) {
    subIterations = atLeast(1, "subIterations", steps);
    return this;
  }

  /** Characters of the longest piece: 16 by default. */
  public UnigramTrainer maxPieceLength(int characters) {
    maxPieceLength = atLeast(1, "maxPieceLength", characters);
    return this;
  }

  /**
   * Spells characters that are no pieces as their bytes: adds the tokens {@code <0x00>} to {@code
   * <0xFF>}, so that no character is lost.
   */
  public UnigramTrainer byteFallback() {
    byteFallback = true;
    return this;
  }

  @Override
  UnigramTrainer self() {
    return this;
  }

  @Override
  String unknownToken() {
    return UNKNOWN;
  }

  @Override
  ObjectNode model() {
    ObjectNode model = model("Unigram").putNull("unk_id");
    return model.put("byte_fallback", byteFallback);
  }

  @Override
  TokenizerDocument document(List<String> allSpecialTokens) {
    return new TokenizerDocument(
        TokenizerDocument.section(Sections.SENTENCE_PIECE_NORMALIZER),
        TokenizerDocument.section(Sections.SPACES),
        TokenizerDocument.section(Sections.spaceDecoder(byteFallback)),
        new TextFrame(begin(), end(), 0, false),
        allSpecialTokens);
  }

  @Override
  ObjectNode learn(
      List<WordCounts.Word> words,
      Alphabet alphabet,
      List<String> allSpecialTokens,
      TrainingRun run) {
    List<String> reserved = new ArrayList<>(allSpecialTokens);
    if (byteFallback) {
      ByteTokens.requireNoneOf(allSpecialTokens);
      reserved.addAll(ByteTokens.spellings());
    }
    requireRoom(reserved.size(), alphabet.size());
    UnigramSettings settings =
        new UnigramSettings(
            vocabularySize() - reserved.size(),
            seedSize,
            shrinkingFactor,
            subIterations,
            maxPieceLength);
    UnigramLearner learner = new UnigramLearner(settings, Set.copyOf(reserved));
    ObjectNode model = model().put("unk_id", allSpecialTokens.indexOf(UNKNOWN));
    ArrayNode vocabulary = model.putArray("vocab");
    reserved.forEach(token -> vocabulary.addArray().add(token).add(0.0));
    for (UnigramLearner.Piece piece : learner.learn(words, alphabet, run)) {
      vocabulary.addArray().add(piece.spelling()).add(piece.score());
    }
    return model;
  }
}
