package dev.inkstone.tokenizer;

/**
 * The scores of a Unigram vocabulary: logarithms of probabilities.
 *
 * @param scores the score of each id
 * @param unknown the score of a character read as unknown
 */
@SuppressWarnings("ArrayRecordComponent") // Never handed out.
record UnigramScores(double[] scores, double unknown) {
  /** How much worse than the worst piece an unknown character is. */
  private static final double PENALTY = 10;

  /** As a tokenizer.json has them: the least score of all tokens counts. */
  static UnigramScores ofJson(double[] scores) {
    double least = Double.POSITIVE_INFINITY;
    for (double score : scores) {
      least = Math.min(least, score);
    }
    return new UnigramScores(scores, least - PENALTY);
  }

  /**
   * As SentencePiece has them: the least score of normal pieces counts, and a user-defined piece of
   * any length is better than what could be put together in its place.
   */
  static UnigramScores ofSentencePiece(float[] scores, Vocabulary vocabulary) {
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    for (int id = 0; id < scores.length; id++) {
      if (vocabulary.type(id) == TokenType.NORMAL) {
        least = Math.min(least, scores[id]);
        greatest = Math.max(greatest, scores[id]);
      }
    }
    double[] costs = new double[scores.length];
    for (int id = 0; id < costs.length; id++) {
      boolean user = vocabulary.type(id) == TokenType.USER_DEFINED;
      int length = user ? Utf8.encode(vocabulary.spelling(id)).length : 0;
      costs[id] = user ? length * greatest - 0.1 : scores[id];
    }
    return new UnigramScores(costs, (float) (least - PENALTY));
  }

  /** The score of a piece. */
  double of(int id) {
    return scores[id];
  }
}
