package dev.inkstone.engine.quant;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Little-endian reads and writes of any alignment, and codes taken eight at a time: a {@code long}
 * stands for eight neighbouring bytes, the first of them lowest.
 */
final class Bytes {
  /** Sixteen bits of any alignment. */
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Thirty-two bits of any alignment. */
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Eight bytes of any alignment. */
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** A binary32 of any alignment. */
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONE_EACH = 0x0101010101010101L;
  private static final long NIBBLE_EACH = 0x0F * ONE_EACH;

  private Bytes() {}

  /** The unsigned byte at {@code offset}. */
  static int unsigned(MemorySegment source, long offset) {
    return source.get(ValueLayout.JAVA_BYTE, offset) & 0xFF;
  }

  /** Writes the low eight bits of {@code value}. */
  static void put(MemorySegment target, long offset, int value) {
    target.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
  }

  /** The binary16 at {@code offset}, widened. */
  static float half(MemorySegment source, long offset) {
    return Float.float16ToFloat(source.get(SHORT, offset));
  }

  /** Writes eight codes from {@code index} on. */
  static void putEight(byte[] codes, int index, long eight) {
    EIGHT_BYTES.set(codes, index, eight);
  }

  /** Adds bits to eight codes from {@code index} on. */
  static void orEight(byte[] codes, int index, long eight) {
    EIGHT_BYTES.set(codes, index, (long) EIGHT_BYTES.get(codes, index) | eight);
  }

  /** Copies {@code count} bytes, a multiple of eight; cheaper for a few than a bulk copy. */
  static void copy(MemorySegment source, long offset, byte[] target, int count) {
    for (int i = 0; i < count; i += 8) {
      putEight(target, i, source.get(LONG, offset + i));
    }
  }

  /**
   * Takes {@code count} bytes, a multiple of eight, apart: their low four bits are the codes from
   * {@code index} on, their high four bits the {@code count} codes after those.
   */
  static void splitNibbles(MemorySegment source, long offset, int count, byte[] codes, int index) {
    for (int i = 0; i < count; i += 8) {
      long pairs = source.get(LONG, offset + i);
      putEight(codes, index + i, lowNibbles(pairs));
      putEight(codes, index + count + i, highNibbles(pairs));
    }
  }

  /** The low four bits of each of eight bytes. */
  static long lowNibbles(long eight) {
    return eight & NIBBLE_EACH;
  }

  /** The high four bits of each of eight bytes. */
  static long highNibbles(long eight) {
    return (eight >>> 4) & NIBBLE_EACH;
  }

  /** The {@code width} bits from {@code bit} on of each of eight bytes. */
  static long bitsOfEach(long eight, int bit, int width) {
    return (eight >>> bit) & (((1 << width) - 1) * ONE_EACH);
  }

  /** Bit i of the low eight bits of {@code bits} as byte i, which is 0 or 1. */
  static long oneBitEach(int bits) {
    long inPlace = ((bits & 0xFF) * ONE_EACH) & 0x8040201008040201L;
    return ((inPlace + 0x7F * ONE_EACH) >>> 7) & ONE_EACH;
  }
}
