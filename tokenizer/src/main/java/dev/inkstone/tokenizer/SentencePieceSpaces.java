package dev.inkstone.tokenizer;

/**
 * What SentencePiece's normalizer does to spaces.
 *
 * @param added whether a text gets one
 * @param behind whether that one goes to the end of the text, rather than to its start
 * @param removesExtra whether repeated ones and those at both ends go
 * @param escaped whether pieces spell them as U+2581; else that is a character like any other
 */
record SentencePieceSpaces(boolean added, boolean behind, boolean removesExtra, boolean escaped) {}
