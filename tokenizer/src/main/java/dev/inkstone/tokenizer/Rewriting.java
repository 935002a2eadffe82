package dev.inkstone.tokenizer;

import dev.inkstone.tokenizer.numbers.IntList;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites a text from left to right: what no replacement names is kept. A text that nothing was
 * replaced in is returned as it is. Not thread-safe.
 *
 * <p>Alignment is by position: of a replacement, the first character comes from the first one
 * replaced, the second from the second, and so on; the surplus comes from the last. An insertion
 * comes from the character behind it, at the end of the text from the one before.
 */
final class Rewriting {
  private final AlignedText source;
  private final @Nullable IntList starts;
  private final @Nullable IntList ends;
  private @Nullable StringBuilder out;

  /** How far the source is dealt with. */
  private int done;

  Rewriting(AlignedText source) {
    this.source = source;
    this.starts = source.isTracked() ? new IntList() : null;
    this.ends = source.isTracked() ? new IntList() : null;
  }

  /** Puts {@code by} in the place of {@code [from, to)}, which lies behind what was replaced. */
  void replace(int from, int to, String by) {
    StringBuilder target = keepUntil(from);
    target.append(by);
    if (starts != null && ends != null) {
      align(from, to, by, starts, ends);
    }
    done = to;
  }

  /**
   * Puts {@code by} in the place of {@code [from, to)}, aligned from the end: the last character
   * comes from the last one replaced, and so on; the surplus, and always the first character, comes
   * from the first. So a composed character takes the place of its base, and marks keep theirs.
   */
  void replaceFromEnd(int from, int to, String by) {
    StringBuilder target = keepUntil(from);
    target.append(by);
    if (starts != null && ends != null) {
      alignFromEnd(from, to, by, starts, ends);
    }
    done = to;
  }

  /** Puts one character in the place of {@code [from, to)}. */
  void replace(int from, int to, int codePoint) {
    replace(from, to, Character.toString(codePoint));
  }

  /** Leaves {@code [from, to)} out. */
  void drop(int from, int to) {
    keepUntil(from);
    done = to;
  }

  /** Puts {@code text} in front of the character at {@code at}. */
  void insert(int at, String text) {
    replace(at, at, text);
  }

  /** The result, the rest of the source included. */
  AlignedText finish() {
    if (out == null) {
      return source;
    }
    StringBuilder result = keepUntil(source.text().length());
    return source.rewritten(result.toString(), starts, ends);
  }

  private StringBuilder keepUntil(int end) {
    if (out == null) {
      out = new StringBuilder(source.text().length() + 16);
    }
    out.append(source.text(), done, end);
    if (starts != null && ends != null) {
      for (int i = done; i < end; i++) {
        starts.add(source.sourceStart(i));
        ends.add(source.sourceEnd(i));
      }
    }
    done = end;
    return out;
  }

  private void align(int from, int to, String by, IntList starts, IntList ends) {
    String text = source.text();
    int origin = from == text.length() ? from - 1 : from;
    int at = 0;
    while (at < by.length()) {
      int width = Character.charCount(by.codePointAt(at));
      for (int i = 0; i < width; i++) {
        starts.add(origin < 0 ? 0 : source.sourceStart(origin));
        ends.add(origin < 0 ? 0 : source.sourceEnd(origin));
      }
      at += width;
      int next = origin < 0 ? to : origin + Character.charCount(text.codePointAt(origin));
      origin = next < to ? next : origin;
    }
  }

  private void alignFromEnd(int from, int to, String by, IntList starts, IntList ends) {
    String text = source.text();
    int lead = by.codePointCount(0, by.length()) - text.codePointCount(from, to);
    int origin = from;
    // More came out than went in: the first ones share an origin. Less: some have none.
    for (int gone = lead; gone < 0; gone++) {
      origin += Character.charCount(text.codePointAt(origin));
    }
    int at = 0;
    while (at < by.length()) {
      int width = Character.charCount(by.codePointAt(at));
      int place = at == 0 ? from : origin;
      for (int i = 0; i < width; i++) {
        starts.add(source.sourceStart(place));
        ends.add(source.sourceEnd(place));
      }
      at += width;
      if (lead > 0) {
        lead--;
      } else {
        origin += Character.charCount(text.codePointAt(origin));
      }
    }
  }
}
