package dev.inkstone.tokenizer;

/**
 * What an encoder knows of the place before a character that stands between two letters or digits:
 * whether the tokens before it and behind it are those of two texts.
 */
enum WordBorder {
  /** Tokens or replacements may reach over it. */
  UNKNOWN,
  /** They do not if they do not in a text of the characters around it alone. */
  AS_ALONE,
  /** They never do. */
  CERTAIN
}
