package dev.inkstone.tokenizer.training;

/**
 * What merges are learned by.
 *
 * @param vocabularySize tokens in the end, unless merges run out before
 * @param minFrequency rarer pairs are not merged
 * @param maxTokenLength longest token, in characters without affixes
 * @param affixes how tokens are spelled
 * @param byLikelihood whether the pair comes first that makes the text most likely, see {@link
 *     WordPieceTrainer#byLikelihood()}, rather than the most frequent
 */
record MergeSettings(
    int vocabularySize,
    long minFrequency,
    int maxTokenLength,
    Affixes affixes,
    boolean byLikelihood) {}
