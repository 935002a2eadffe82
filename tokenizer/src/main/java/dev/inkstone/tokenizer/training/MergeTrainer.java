package dev.inkstone.tokenizer.training;

import java.util.List;

/**
 * Trainers that make tokens by joining pairs of neighbours, again and again: what they have in
 * common. Not thread-safe.
 *
 * @param <T> the trainer itself
 */
public abstract sealed class MergeTrainer<T extends MergeTrainer<T>> extends TokenizerTrainer<T>
    permits BpeTrainer, WordPieceTrainer {
  /** The longest token that tokenizer.json can name: readers of JSON bound their names. */
  private static final int LONGEST_TOKEN = 8_192;

  private int minFrequency;
  private int maxTokenLength = LONGEST_TOKEN;

  MergeTrainer(int vocabularySize, List<String> specialTokens) {
    super(vocabularySize, specialTokens);
  }

  /** Pairs that are rarer in the texts are not joined. By default all may be. */
  public T minFrequency(int count) {
    minFrequency = atLeast(0, "minFrequency", count);
    return self();
  }

  /**
   * Characters of the longest token, or bytes for a trainer that works on bytes; {@value
   * #LONGEST_TOKEN} by default, and at most, since the files have to be readable.
   */
  public T maxTokenLength(int length) {
    maxTokenLength = Math.min(LONGEST_TOKEN, atLeast(1, "maxTokenLength", length));
    return self();
  }

  /** What was set, for tokens that are spelled with {@code affixes}. */
  MergeSettings settings(Affixes affixes, boolean byLikelihood) {
    return new MergeSettings(vocabularySize(), minFrequency, maxTokenLength, affixes, byLikelihood);
  }
}
