package dev.inkstone.engine.format;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.inkstone.error.ModelFormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;

/**
 * A position in a mapped little-endian file; every read is checked against the end.
 *
 * <p>The parameter {@code what} names the thing being read, for messages.
 */
final class ByteCursor {
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private final Path file;
  private final MemorySegment bytes;
  private final FormatLimits limits;
  private long position;

  ByteCursor(Path file, MemorySegment bytes, FormatLimits limits) {
    this.file = file;
    this.bytes = bytes;
    this.limits = limits;
  }

  long position() {
    return position;
  }

  long remaining() {
    return bytes.byteSize() - position;
  }

  /** The next {@code count} bytes, which the position moves over. */
  MemorySegment take(long count, String what) {
    long start = advance(count, what);
    return bytes.asSlice(start, count);
  }

  byte int8(String what) {
    return bytes.get(ValueLayout.JAVA_BYTE, advance(1, what));
  }

  short int16(String what) {
    return bytes.get(SHORT, advance(2, what));
  }

  int int32(String what) {
    return bytes.get(INT, advance(4, what));
  }

  long int64(String what) {
    return bytes.get(LONG, advance(8, what));
  }

  float float32(String what) {
    return bytes.get(FLOAT, advance(4, what));
  }

  double float64(String what) {
    return bytes.get(DOUBLE, advance(8, what));
  }

  /** A uint64 that must be below 2^63. */
  long uint64(String what) {
    long start = position;
    long value = int64(what);
    if (value < 0) {
      throw fail(start, what, Long.toUnsignedString(value), "less than 2^63");
    }
    return value;
  }

  /**
   * A uint64 count of things, each of at least {@code leastBytes} bytes: refused where it is past
   * {@code limit} or past what the rest of the file can hold.
   *
   * @param measure what is counted about {@code what}, for example {@code "length of "}; apart from
   *     it because joining the two for every string of a vocabulary would double the work
   */
  int count(String measure, String what, int limit, int leastBytes) {
    long start = position;
    long count = int64(what);
    if (count < 0 || count > limit) {
      throw fail(start, measure + what, Long.toUnsignedString(count), "at most " + limit);
    }
    long room = remaining() / leastBytes;
    if (count > room) {
      String reason = ", all that the " + remaining() + " bytes left in the file can hold";
      throw fail(start, measure + what, count, "at most " + room + reason);
    }
    return (int) count;
  }

  /** A string: uint64 length in bytes, then UTF-8. */
  String string(String what) {
    long start = position;
    int length = count("length of ", what, limits.stringBytes(), 1);
    byte[] text = take(length, what).toArray(ValueLayout.JAVA_BYTE);
    try {
      return Utf8.decode(text);
    } catch (CharacterCodingException e) {
      throw Malformed.at(file, start, what + " is malformed, expected UTF-8", e);
    }
  }

  ModelFormatException fail(long offset, String what, Object actual, String expected) {
    return Malformed.at(file, offset, what, actual, expected);
  }

  private long advance(long count, String what) {
    long start = position;
    if (count > remaining()) {
      throw fail(start, "rest of the file", remaining() + " bytes", count + " bytes for " + what);
    }
    if (count > limits.headerBytes() - start) {
      throw fail(start, "end of " + what, start + count, "at most " + limits.headerBytes());
    }
    position = start + count;
    return start;
  }
}
