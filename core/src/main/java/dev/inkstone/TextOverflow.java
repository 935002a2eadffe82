package dev.inkstone;

/** What happens to a text that has more tokens than an embedding model reads. */
public enum TextOverflow {
  /** It is cut at its end; {@link Embedding#truncated()} tells. */
  TRUNCATE,
  /** It is refused with {@link dev.inkstone.error.ContextOverflowException}. */
  ERROR
}
