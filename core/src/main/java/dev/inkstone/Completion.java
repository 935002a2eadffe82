package dev.inkstone;

/**
 * A finished generation. Immutable.
 *
 * @param text the answer, without the stop string that ended it
 * @param finishReason why it ended
 * @param promptTokens tokens of the prompt, as far as it was read
 * @param droppedTokens tokens of the prompt that were left out as it did not fit the context; of a
 *     conversation, not counting whole turns
 * @param reusedTokens how many of the prompt's tokens a conversation's cache already held
 * @param completionTokens tokens generated; a token that ends the answer is not counted
 * @param timings how long it took
 */
public record Completion(
    String text,
    FinishReason finishReason,
    int promptTokens,
    int droppedTokens,
    int reusedTokens,
    int completionTokens,
    Timings timings) {

  /** Prompt tokens read per second, reused ones not counted; 0 if none were read. */
  public double promptTokensPerSecond() {
    return Timings.perSecond(promptTokens - reusedTokens, timings.prompt());
  }

  /**
   * Tokens generated per second after the first, which the prompt's time paid for; 0 if there was
   * at most one.
   */
  public double tokensPerSecond() {
    return Timings.perSecond(Math.max(0, completionTokens - 1), timings.generation());
  }
}
