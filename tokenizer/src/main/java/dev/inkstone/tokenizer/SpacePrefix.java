package dev.inkstone.tokenizer;

/** Where SentencePiece-style tokenizers put a space that is not in the text. */
enum SpacePrefix {
  /** Nowhere. */
  NEVER,
  /** In front of a text, but not behind a special token. */
  TEXT_START,
  /** In front of every stretch of text between special tokens. */
  EVERY_SEGMENT
}
