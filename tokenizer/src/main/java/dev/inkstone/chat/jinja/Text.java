package dev.inkstone.chat.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A Python string that remembers, for every character, whether the template wrote it (trusted) or
 * the conversation brought it (untrusted).
 *
 * <p>The untrusted parts are kept as sorted, disjoint, non-touching half-open ranges of UTF-16
 * indexes; a string of one kind has none or one. {@code markup} is Python's {@code Markup}: a
 * string that counts as escaped HTML and escapes what is added to it.
 *
 * <p>Positions named <i>index</i> count UTF-16 units, positions named <i>point</i> count code
 * points, which is what Python counts.
 */
public final class Text implements Value {
  /** The longest string the renderer builds, in UTF-16 units. */
  static final int MAX_LENGTH = 1 << 24;

  static final Text EMPTY = new Text("", new int[0], false);
  private static final int[] NOWHERE = new int[0];

  private final String value;
  private final int[] untrusted;
  private final boolean markup;

  Text(String value, int[] untrusted, boolean markup) {
    this.value = value;
    this.untrusted = untrusted;
    this.markup = markup;
  }

  /** A string the template wrote. */
  public static Text trusted(String value) {
    return value.isEmpty() ? EMPTY : new Text(value, NOWHERE, false);
  }

  /** A string the conversation brought. */
  public static Text untrusted(String value) {
    return value.isEmpty() ? EMPTY : new Text(value, new int[] {0, value.length()}, false);
  }

  /** The characters. */
  public String value() {
    return value;
  }

  /** The untrusted ranges: start, end, start, end, in UTF-16 indexes. */
  public int[] untrustedRanges() {
    return untrusted.clone();
  }

  /** Whether every character of {@code [start, end)} was written by the template. */
  public boolean isTrusted(int start, int end) {
    int at = firstRangeEndingAfter(start);
    return at >= untrusted.length || untrusted[at] >= end;
  }

  /** Whether every character was written by the template. */
  boolean isTrusted() {
    return untrusted.length == 0;
  }

  /** The untrusted ranges themselves, for reading only. */
  int[] ranges() {
    return untrusted;
  }

  /** Position in {@link #ranges()} of the first range that reaches beyond an index. */
  int firstRangeEndingAfter(int index) {
    int low = 0;
    int high = untrusted.length / 2;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (untrusted[2 * middle + 1] <= index) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return 2 * low;
  }

  boolean isMarkup() {
    return markup;
  }

  Text withMarkup(boolean wanted) {
    return wanted == markup ? this : new Text(value, untrusted, wanted);
  }

  /** Number of code points. */
  int points() {
    return value.codePointCount(0, value.length());
  }

  /** The UTF-16 index of a code point position between 0 and {@link #points()}. */
  int index(int point) {
    return value.offsetByCodePoints(0, point);
  }

  /** The characters at UTF-16 indexes {@code [start, end)}. */
  Text slice(int start, int end) {
    if (start == 0 && end == value.length()) {
      return this;
    }
    return new TextBuilder().append(this, start, end).build().withMarkup(markup);
  }

  /** The single code point that starts at a UTF-16 index. */
  Text pointAt(int index) {
    return slice(index, index + Character.charCount(value.codePointAt(index)));
  }

  /** One text per code point, never markup: what iterating a Python string gives. */
  List<Value> characters() {
    List<Value> all = new ArrayList<>(value.length());
    for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
      all.add(pointAt(i).withMarkup(false));
    }
    return all;
  }

  /** Both strings in a row; the result is plain. */
  Text concat(Text other) {
    return new TextBuilder().append(this).append(other).build();
  }

  Text repeat(long times) {
    TextBuilder all = new TextBuilder();
    if (times > 0 && !value.isEmpty()) {
      all.reserve(times, value.length());
      for (long i = 0; i < times; i++) {
        all.append(this);
      }
    }
    return all.build().withMarkup(markup);
  }

  /**
   * The result of a change of letter case. Marks carry over one to one; where the length changed in
   * a string of two kinds nobody can say which characters came from where, so none is trusted.
   */
  Text recased(String changed) {
    if (changed.length() == value.length()) {
      return new Text(changed, untrusted, markup);
    }
    return (isTrusted() ? trusted(changed) : untrusted(changed)).withMarkup(markup);
  }

  @Override
  public String type() {
    return markup ? "Markup" : "str";
  }

  @Override
  public long weight() {
    return 1L + value.length() / 8;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Text text
        && value.equals(text.value)
        && Arrays.equals(untrusted, text.untrusted)
        && markup == text.markup;
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
