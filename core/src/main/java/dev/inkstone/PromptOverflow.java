package dev.inkstone;

/** What happens when a prompt, or prompt and answer, do not fit the context. */
public enum PromptOverflow {
  /**
   * A prompt longer than the context is refused with {@link
   * dev.inkstone.error.ContextOverflowException}; an answer that fills the context ends with {@link
   * FinishReason#CONTEXT_FULL}.
   */
  ERROR,
  /**
   * A prompt longer than the context loses tokens at its left, after the begin token, so that the
   * answer has room: {@code maxTokens}, but at most half the context. The answer still ends when
   * the context is full. A {@link Chat} loses its oldest turns first, and keeps the system message.
   */
  TRUNCATE_LEFT,
  /**
   * As {@link #TRUNCATE_LEFT}; and when the context is full while generating, the begin token and
   * the most recent half are evaluated again and the answer goes on. What lies before is forgotten,
   * but for the system message of a {@link Chat} whose template puts it first, as long as it fits a
   * quarter of the context.
   */
  SLIDING_WINDOW
}
