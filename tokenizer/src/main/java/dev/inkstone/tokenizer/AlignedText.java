package dev.inkstone.tokenizer;

import dev.inkstone.tokenizer.numbers.IntList;
import org.jspecify.annotations.Nullable;

/**
 * A text on its way through normalizers, which may remember where each character came from.
 *
 * <p>Positions are UTF-16 indexes; a character is a code point, so both halves of a surrogate pair
 * have the range of the whole. An untracked text carries nothing but itself, and a tracked one
 * carries tables only from the first rewriting on. Immutable.
 */
final class AlignedText {
  private final String text;
  private final boolean tracked;
  private final @Nullable Alignment alignment;

  private AlignedText(String text, boolean tracked, @Nullable Alignment alignment) {
    this.text = text;
    this.tracked = tracked;
    this.alignment = alignment;
  }

  /** A text whose origin nobody asks for. */
  static AlignedText untracked(String text) {
    return new AlignedText(text, false, null);
  }

  /** A source text: every character comes from itself. */
  static AlignedText tracked(String source) {
    return new AlignedText(source, true, null);
  }

  /** A source text, tracked or not. */
  static AlignedText of(String source, boolean tracked) {
    return new AlignedText(source, tracked, null);
  }

  /** The text as it is now. */
  String text() {
    return text;
  }

  boolean isTracked() {
    return tracked;
  }

  /** Where in the source the origin of the character at {@code index} starts. */
  int sourceStart(int index) {
    requireTracked();
    return alignment == null ? characterStart(index) : alignment.starts[index];
  }

  /** Where in the source the origin of the character at {@code index} ends. */
  int sourceEnd(int index) {
    requireTracked();
    return alignment == null ? characterEnd(index) : alignment.ends[index];
  }

  /** The part {@code [from, to)}, which starts and ends between characters. */
  AlignedText slice(int from, int to) {
    if (from == 0 && to == text.length()) {
      return this;
    }
    if (!tracked) {
      return untracked(text.substring(from, to));
    }
    IntList starts = new IntList();
    IntList ends = new IntList();
    for (int i = from; i < to; i++) {
      starts.add(sourceStart(i));
      ends.add(sourceEnd(i));
    }
    return rewritten(text.substring(from, to), starts, ends);
  }

  /** Other characters in the same places, for instance in lower case. */
  AlignedText withCharacters(String sameLength) {
    if (sameLength.length() != text.length()) {
      throw new IllegalArgumentException(
          "%d characters in place of %d".formatted(sameLength.length(), text.length()));
    }
    return new AlignedText(sameLength, tracked, alignment);
  }

  /** A rewritten text; {@code starts} and {@code ends} are null for an untracked one. */
  AlignedText rewritten(String result, @Nullable IntList starts, @Nullable IntList ends) {
    if (starts == null || ends == null) {
      return untracked(result);
    }
    return new AlignedText(result, true, new Alignment(starts.toArray(), ends.toArray()));
  }

  private int characterStart(int index) {
    boolean second =
        index > 0
            && Character.isLowSurrogate(text.charAt(index))
            && Character.isHighSurrogate(text.charAt(index - 1));
    return second ? index - 1 : index;
  }

  private int characterEnd(int index) {
    int start = characterStart(index);
    return start + Character.charCount(text.codePointAt(start));
  }

  private void requireTracked() {
    if (!tracked) {
      throw new IllegalStateException("the text was not tracked, so its origin is not known");
    }
  }

  /** The range of origin of each UTF-16 unit. */
  private static final class Alignment {
    private final int[] starts;
    private final int[] ends;

    Alignment(int[] starts, int[] ends) {
      this.starts = starts;
      this.ends = ends;
    }
  }
}
