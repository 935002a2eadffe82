package dev.inkstone.tokenizer;

import java.text.BreakIterator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the extended grapheme clusters of a text. Not thread-safe.
 *
 * <p>Most text consists of characters that never join a neighbour; only the stretches of others go
 * through a {@link BreakIterator}.
 */
final class Graphemes {
  private final String text;
  private @Nullable BreakIterator breaks;

  /** The stretch that {@link #breaks} walks over. */
  private int stretchStart;

  private int stretchEnd;

  Graphemes(String text) {
    this.text = text;
  }

  /** The end of the cluster that starts at {@code from}; calls go from left to right. */
  int end(int from) {
    BreakIterator open = breaks;
    if (open == null || from >= stretchEnd) {
      if (isAlone(from)) {
        return from + 1;
      }
      open = openStretch(from);
    }
    return stretchStart + open.following(from - stretchStart);
  }

  private BreakIterator openStretch(int from) {
    int end = from + 1;
    while (end < text.length() && !(isPlain(text.charAt(end - 1)) && isPlain(text.charAt(end)))) {
      end++;
    }
    stretchStart = from;
    stretchEnd = end;
    BreakIterator open = breaks == null ? BreakIterator.getCharacterInstance(Locale.ROOT) : breaks;
    open.setText(Utf8.valid(text.substring(from, end)));
    breaks = open;
    return open;
  }

  /** Whether the character at {@code at} is a cluster of its own. */
  private boolean isAlone(int at) {
    char c = text.charAt(at);
    if (!isPlain(c)) {
      return false;
    }
    return at + 1 == text.length() || isPlain(text.charAt(at + 1));
  }

  /** Characters with a break before and after them, unless the neighbour is not plain. */
  private static boolean isPlain(char c) {
    // The return and the line feed are one cluster together.
    return (c < 0x300 && c != '\r' && c != '\n') || (c >= 0x3400 && c <= 0x9FFF) || isKana(c);
  }

  private static boolean isKana(char c) {
    return (c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= 0x30FA);
  }
}
