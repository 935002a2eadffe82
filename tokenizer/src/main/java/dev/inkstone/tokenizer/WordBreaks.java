package dev.inkstone.tokenizer;

/** How the input of a character BPE falls into parts that are merged on their own. */
enum WordBreaks {
  /** One part: some merge reaches over the start of a space. */
  NONE,
  /** Before each run of spaces: no merge reaches over it, so the result is the same. */
  BEFORE_SPACES,
  /** Before every single space, as the Metaspace pre-tokenizer splits. */
  BEFORE_EVERY_SPACE
}
