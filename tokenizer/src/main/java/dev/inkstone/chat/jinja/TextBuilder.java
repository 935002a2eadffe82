package dev.inkstone.chat.jinja;

import java.util.Arrays;

/** Builds a {@link Text} piece by piece; each piece brings its own trust. */
final class TextBuilder {
  private final StringBuilder value = new StringBuilder();
  private int[] untrusted = new int[4];
  private int marks;

  /** Refuses {@code times} pieces of {@code length} before the work is done. */
  void reserve(long times, int length) {
    if (times > (Text.MAX_LENGTH - value.length()) / Math.max(1, length)) {
      throw tooLong();
    }
  }

  TextBuilder append(Text text) {
    return append(text, 0, text.value().length());
  }

  /** Appends the characters at UTF-16 indexes {@code [start, end)} with their trust. */
  TextBuilder append(Text text, int start, int end) {
    reserve(1, end - start);
    int shift = value.length() - start;
    value.append(text.value(), start, end);
    int[] ranges = text.ranges();
    for (int i = text.firstRangeEndingAfter(start); i < ranges.length && ranges[i] < end; i += 2) {
      mark(Math.max(start, ranges[i]) + shift, Math.min(end, ranges[i + 1]) + shift);
    }
    return this;
  }

  /** Appends what the template or the renderer writes. */
  TextBuilder trusted(String text) {
    reserve(1, text.length());
    value.append(text);
    return this;
  }

  /** Appends {@code text} with the trust of one place of {@code origin}. */
  TextBuilder like(Text origin, int index, String text) {
    int start = value.length();
    trusted(text);
    if (!origin.isTrusted(index, index + 1)) {
      mark(start, value.length());
    }
    return this;
  }

  private void mark(int start, int end) {
    if (start >= end) {
      return;
    }
    if (marks > 0 && untrusted[marks - 1] == start) {
      untrusted[marks - 1] = end;
      return;
    }
    if (marks == untrusted.length) {
      untrusted = Arrays.copyOf(untrusted, marks * 2);
    }
    untrusted[marks++] = start;
    untrusted[marks++] = end;
  }

  int length() {
    return value.length();
  }

  Text build() {
    return value.isEmpty()
        ? Text.EMPTY
        : new Text(value.toString(), Arrays.copyOf(untrusted, marks), false);
  }

  private static Failure tooLong() {
    return new Failure("a string grew beyond " + Text.MAX_LENGTH + " characters");
  }
}
