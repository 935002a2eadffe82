package dev.inkstone.tokenizer;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** An immutable set of code points: a bit map as long as its greatest member needs. */
final class CodePointSet {
  private final long[] bits;

  private CodePointSet(long[] bits) {
    this.bits = bits;
  }

  /** The union of closed ranges: {@code first, last, first, last, ...}. */
  static CodePointSet ranges(int... bounds) {
    long[] bits = new long[0];
    for (int i = 0; i < bounds.length; i += 2) {
      bits = grow(bits, bounds[i + 1]);
      for (int codePoint = bounds[i]; codePoint <= bounds[i + 1]; codePoint++) {
        bits[codePoint >> 6] |= 1L << codePoint;
      }
    }
    return new CodePointSet(bits);
  }

  /** The union of code points and closed ranges of them, in hexadecimal: {@code 41-5A 5F}. */
  static CodePointSet parse(String ranges) {
    return ranges(
        Arrays.stream(ranges.strip().split("\\s+", -1))
            .flatMapToInt(CodePointSet::bounds)
            .toArray());
  }

  private static IntStream bounds(String range) {
    String[] ends = range.split("-", -1);
    return IntStream.of(Integer.parseInt(ends[0], 16), Integer.parseInt(ends[ends.length - 1], 16));
  }

  /** Every code point that has one of the {@link CharClass} bits of {@code mask}. */
  static CodePointSet classes(int mask) {
    return where(codePoint -> (CharClass.of(codePoint) & mask) != 0);
  }

  /** Every code point that {@code member} says yes to. */
  static CodePointSet where(IntPredicate member) {
    long[] bits = grow(new long[0], Character.MAX_CODE_POINT);
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (member.test(codePoint)) {
        bits[codePoint >> 6] |= 1L << codePoint;
      }
    }
    return new CodePointSet(bits);
  }

  /** Every character of {@code characters}. */
  static CodePointSet of(String characters) {
    int[] bounds = characters.codePoints().flatMap(c -> IntStream.of(c, c)).toArray();
    return ranges(bounds);
  }

  /** The union of this set and {@code other}. */
  CodePointSet and(CodePointSet other) {
    long[] union = Arrays.copyOf(bits, Math.max(bits.length, other.bits.length));
    for (int i = 0; i < other.bits.length; i++) {
      union[i] |= other.bits[i];
    }
    return new CodePointSet(union);
  }

  boolean contains(int codePoint) {
    int word = codePoint >> 6;
    return word < bits.length && (bits[word] & 1L << codePoint) != 0;
  }

  /** Whether the character at {@code pos} is a member. */
  boolean containsAt(byte[] text, int pos) {
    return contains(Utf8.codePoint(text, pos));
  }

  /** The end of the run of members that starts at {@code pos}. */
  int run(byte[] text, int pos, int end) {
    int at = pos;
    while (at < end && containsAt(text, at)) {
      at += Utf8.width(text[at]);
    }
    return at;
  }

  private static long[] grow(long[] bits, int greatest) {
    int words = (greatest >> 6) + 1;
    return words > bits.length ? Arrays.copyOf(bits, words) : bits;
  }
}
