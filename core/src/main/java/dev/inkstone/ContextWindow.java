package dev.inkstone;

import dev.inkstone.error.ContextOverflowException;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Which tokens stay when the context is too short.
 *
 * @param capacity positions of the context
 * @param bos the begin token, kept at the front
 * @param instructions tokens at the front that instruct the model, the begin token included; they
 *     are kept, unless they would take more than half of what is
 */
record ContextWindow(int capacity, OptionalInt bos, int instructions) {

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
    int room = room(options);
    return firstAndLast(prompt, prompt.length, room, keptAtFront(prompt, room));
  }

  /** Tokens of a shortened prompt at most, so that the answer has room. */
  int room(GenerationOptions options) {
    return capacity - Math.min(options.maxTokens().orElse(capacity), capacity / 2);
  }

  /** The front and the most recent half of {@code count} evaluated tokens, then the next. */
  int[] slide(int[] evaluated, int count, int next) {
    int kept = keptAtFront(evaluated, capacity / 2);
    int[] shorter = firstAndLast(evaluated, count, kept + (capacity - kept) / 2, kept);
    int[] result = Arrays.copyOf(shorter, shorter.length + 1);
    result[shorter.length] = next;
    return result;
  }

  private static int[] firstAndLast(int[] tokens, int count, int length, int front) {
    int kept = Math.min(front, length);
    int[] result = Arrays.copyOf(tokens, length);
    System.arraycopy(tokens, count - (length - kept), result, kept, length - kept);
    return result;
  }

  private int keptAtFront(int[] tokens, int room) {
    if (instructions > 0 && instructions <= room / 2) {
      return instructions;
    }
    return capacity > 1 && bos.isPresent() && tokens[0] == bos.getAsInt() ? 1 : 0;
  }
}
