package dev.inkstone.tokenizer;

/**
 * A range of a text.
 *
 * @param start where it starts
 * @param end where it ends, not included
 */
public record TextSpan(int start, int end) {

  /** Checks the order. */
  public TextSpan {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException(
          "a span from %d to %d: expected 0 <= start <= end".formatted(start, end));
    }
  }

  /** The part of {@code text} that it names, when it counts UTF-16 units. */
  public String of(String text) {
    return text.substring(start, end);
  }
}
