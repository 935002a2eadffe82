package dev.inkstone.tokenizer;

/** What decoding through a vocabulary does to the first token that has text. */
enum FirstToken implements Decoding {
  /** Nothing. */
  AS_IT_IS,
  /** Leaves out one space in front, which encoding put there. */
  WITHOUT_FIRST_SPACE,
  /** The same, but only a space that the vocabulary spells as U+2581, as SentencePiece does. */
  WITHOUT_FIRST_BLOCK,
  /** Leaves out one such space in front of every token until there is text. */
  WITHOUT_LEADING_BLOCKS,
  /** Leaves out all its spaces. */
  WITHOUT_SPACES,
  /** Writes it as the vocabulary spells it, without the space that separates words. */
  AS_SPELLED;

  @Override
  public IdDecoder open(Vocabulary vocabulary) {
    return new VocabularyDecoder(vocabulary, this);
  }
}
