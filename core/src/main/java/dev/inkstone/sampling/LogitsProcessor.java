package dev.inkstone.sampling;

/**
 * Changes the logits of the next token before one is chosen.
 *
 * <p>Processors belong to one generation at a time and may keep state.
 */
@FunctionalInterface
public interface LogitsProcessor {

  /**
   * Changes {@code logits} in place; negative infinity forbids a token.
   *
   * @param tokens prompt and answer so far; only the first {@code count} are valid
   * @param count number of valid tokens
   * @param logits one per vocabulary entry
   */
  void process(int[] tokens, int count, float[] logits);
}
