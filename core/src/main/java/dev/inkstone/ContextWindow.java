package dev.inkstone;

import dev.inkstone.error.ContextOverflowException;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Which tokens stay when the context is too short.
 *
 * @param capacity positions of the context
 * @param bos the begin token, kept at the front
 */
record ContextWindow(int capacity, OptionalInt bos) {

  /** The prompt as it fits the context, or an exception, as {@code options} want it. */
  int[] fit(int[] prompt, GenerationOptions options) {
    if (prompt.length <= capacity) {
      return prompt;
    }
    if (options.promptOverflow() == PromptOverflow.ERROR) {
      throw new ContextOverflowException(
          ("prompt has %d tokens, the context holds %d: shorten the prompt, load the model with a"
                  + " larger contextLength, or set promptOverflow to TRUNCATE_LEFT or"
                  + " SLIDING_WINDOW")
              .formatted(prompt.length, capacity),
          prompt.length,
          capacity);
    }
    return firstAndLast(prompt, prompt.length, room(options));
  }

  /** Tokens of a shortened prompt at most, so that the answer has room. */
  int room(GenerationOptions options) {
    return capacity - Math.min(options.maxTokens().orElse(capacity), capacity / 2);
  }

  /** The begin token and the most recent half of {@code count} evaluated tokens, then the next. */
  int[] slide(int[] evaluated, int count, int next) {
    int kept = keptAtFront(evaluated);
    int[] shorter = firstAndLast(evaluated, count, kept + (capacity - kept) / 2);
    int[] result = Arrays.copyOf(shorter, shorter.length + 1);
    result[shorter.length] = next;
    return result;
  }

  private int[] firstAndLast(int[] tokens, int count, int length) {
    int kept = Math.min(keptAtFront(tokens), length);
    int[] result = Arrays.copyOf(tokens, length);
    System.arraycopy(tokens, count - (length - kept), result, kept, length - kept);
    return result;
  }

  private int keptAtFront(int[] tokens) {
    return capacity > 1 && bos.isPresent() && tokens[0] == bos.getAsInt() ? 1 : 0;
  }
}
