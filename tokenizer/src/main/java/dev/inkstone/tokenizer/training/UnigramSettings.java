package dev.inkstone.tokenizer.training;

/**
 * What a unigram model is learned by.
 *
 * @param size pieces in the end, unless there are fewer
 * @param seedSize pieces at first at most
 * @param shrinkingFactor share of the pieces that a pruning leaves
 * @param subIterations steps of EM before each pruning
 * @param maxPieceLength characters of the longest piece
 */
record UnigramSettings(
    int size, int seedSize, double shrinkingFactor, int subIterations, int maxPieceLength) {}
