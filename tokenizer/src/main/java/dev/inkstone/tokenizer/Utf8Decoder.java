package dev.inkstone.tokenizer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Decodes UTF-8 that arrives in parts and may be broken. Not thread-safe.
 *
 * <p>An incomplete character is held back until it is complete or cannot become so; then every
 * maximal part that could have started a character becomes one U+FFFD (Unicode Standard, section
 * 3.9, "U+FFFD Substitution of Maximal Subparts"). So the text does not depend on how the bytes
 * were divided.
 */
final class Utf8Decoder {
  private static final char REPLACEMENT = '\uFFFD';
  private static final int LOWEST_LEAD = 0xC2;
  private static final int HIGHEST_LEAD = 0xF4;

  /** Bytes that are copied at once; the buffer has room for so many more than it needs. */
  private static final int STEP = Long.BYTES;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private byte[] buffer = new byte[64];
  private int size;

  /** Takes bytes {@code [from, to)} of {@code bytes}. */
  void accept(byte[] bytes, int from, int to) {
    int length = to - from;
    if (size + length + STEP > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, size + length + STEP));
    }
    if (length <= STEP && from + STEP <= bytes.length) {
      // What is copied too much is written over by the next part.
      LONG.set(buffer, size, (long) LONG.get(bytes, from));
    } else {
      System.arraycopy(bytes, from, buffer, size, length);
    }
    size += length;
  }

  /** Returns the text that is complete and forgets it. */
  String take() {
    int complete = size - incomplete();
    String text = text(complete);
    System.arraycopy(buffer, complete, buffer, 0, size - complete);
    size -= complete;
    return text;
  }

  /** Ends the input: what was held back becomes U+FFFD. Returns the rest of the text. */
  String finish() {
    String text = text(size);
    size = 0;
    return text;
  }

  private String text(int end) {
    String text = new String(buffer, 0, end, StandardCharsets.UTF_8);
    // The JDK has a rule of its own for some broken sequences, such as half a surrogate at the end.
    return text.indexOf(REPLACEMENT) < 0 ? text : repaired(end);
  }

  private String repaired(int end) {
    StringBuilder text = new StringBuilder(end);
    int at = 0;
    while (at < end) {
      int length = characterLength(at, end);
      text.appendCodePoint(length > 0 ? Utf8.codePoint(buffer, at) : REPLACEMENT);
      at += Math.abs(length);
    }
    return text.toString();
  }

  /** Bytes at the end that may become a character. */
  private int incomplete() {
    for (int length = 1; length <= Math.min(3, size); length++) {
      int lead = buffer[size - length] & 0xFF;
      if (lead >= LOWEST_LEAD && lead <= HIGHEST_LEAD) {
        return characterLength(size - length, size) == -length ? length : 0;
      }
    }
    return 0;
  }

  /** Bytes of the character at {@code at}, or minus those of the part that breaks off. */
  private int characterLength(int at, int end) {
    int lead = buffer[at] & 0xFF;
    if (lead < 0x80) {
      return 1;
    }
    if (lead < LOWEST_LEAD || lead > HIGHEST_LEAD) {
      return -1;
    }
    // No overlong forms, no surrogates, nothing above U+10FFFF.
    int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    int width = Utf8.width(buffer[at]);
    for (int length = 1; length < width; length++) {
      int next = at + length < end ? buffer[at + length] & 0xFF : -1;
      if (next < lowest || next > highest) {
        return -length;
      }
      lowest = 0x80;
      highest = 0xBF;
    }
    return width;
  }
}
