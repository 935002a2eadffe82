package dev.inkstone.bench;

import java.util.List;

/**
 * One measured run: a prompt that was read, and tokens that followed one by one.
 *
 * @param promptTokens tokens of the prompt
 * @param promptSeconds from the start until the logits after the prompt's last token
 * @param decodeTokens tokens that were run through the model one by one after the prompt
 * @param decodeSeconds time they took, choosing the next token included
 * @param ids the tokens chosen, one more than {@code decodeTokens}
 */
record Run(
    int promptTokens,
    double promptSeconds,
    int decodeTokens,
    double decodeSeconds,
    List<Integer> ids) {

  /** Copies the list. */
  Run {
    ids = List.copyOf(ids);
  }

  /** Prompt tokens per second. */
  double promptRate() {
    return promptTokens / promptSeconds;
  }

  /** Decoded tokens per second. */
  double decodeRate() {
    return decodeTokens / decodeSeconds;
  }

  /** How many chosen tokens are the same in {@code other} before the first that is not. */
  int agreement(Run other) {
    int shorter = Math.min(ids.size(), other.ids.size());
    int same = 0;
    while (same < shorter && ids.get(same).equals(other.ids.get(same))) {
      same++;
    }
    return same;
  }
}
