package dev.inkstone.tokenizer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds where a run of ASCII letters ends, eight bytes at a time: the end of a word cannot be
 * foretold, so that a loop over its letters costs the processor a wrong guess a word.
 */
final class AsciiLetters {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long EACH = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long LOWER_CASE_BITS = 0x20 * EACH;

  /** What brings the first letter, and the character behind the last, to a set high bit. */
  private static final long TO_FIRST = (0x80 - 'a') * EACH;

  private static final long TO_BEHIND = (0x80 - 'z' - 1) * EACH;

  private AsciiLetters() {}

  /**
   * The end of the letters from {@code pos} on, or a place within them that is less than eight
   * bytes from {@code end}.
   *
   * @param upper whether capital letters count
   */
  static int end(byte[] text, int pos, int end, boolean upper) {
    long folded = upper ? LOWER_CASE_BITS : 0;
    int at = pos;
    while (at + Long.BYTES <= end) {
      long bytes = (long) LONG.get(text, at);
      long low = (bytes | folded) & ~HIGH_BITS;
      long letters = (low + TO_FIRST) & ~(low + TO_BEHIND) & ~bytes;
      long others = ~letters & HIGH_BITS;
      if (others != 0) {
        return at + (Long.numberOfTrailingZeros(others) >>> 3);
      }
      at += Long.BYTES;
    }
    return at;
  }
}
