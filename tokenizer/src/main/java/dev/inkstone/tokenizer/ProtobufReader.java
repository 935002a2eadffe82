package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one message of the protocol buffer wire format: a row of fields, each a number, a wire type
 * and a value. Every length is checked against what is left.
 */
final class ProtobufReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final int LONGEST_VARINT = 10;

  private final byte[] content;
  private final String source;
  private final int end;
  private int at;
  private int wireType = -1;

  /** Reads a whole file. */
  ProtobufReader(byte[] content, String source) {
    this(content, source, 0, content.length);
  }

  private ProtobufReader(byte[] content, String source, int from, int end) {
    this.content = content;
    this.source = source;
    this.at = from;
    this.end = end;
  }

  /** The number of the next field, or 0 at the end of the message. Its value must be read next. */
  int nextField() {
    if (at == end) {
      return 0;
    }
    int start = at;
    long tag = varint();
    long field = tag >>> 3;
    if (field == 0 || field > 0x1FFF_FFFF) {
      throw broken(start, "field number " + Long.toUnsignedString(field));
    }
    wireType = (int) (tag & 7);
    return (int) field;
  }

  /** A message inside this one. */
  ProtobufReader message() {
    int from = lengthDelimited();
    return new ProtobufReader(content, source, from, at);
  }

  /** A string, which must be UTF-8. */
  String text() {
    int from = lengthDelimited();
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(content, from, at - from))
          .toString();
    } catch (CharacterCodingException e) {
      throw broken(from, "a string that is not UTF-8");
    }
  }

  /** Bytes. */
  byte[] bytes() {
    int from = lengthDelimited();
    return Arrays.copyOfRange(content, from, at);
  }

  /** An integer of 32 bits; negative ones are stored as 64 bits. */
  int integer() {
    expect(VARINT);
    return (int) varint();
  }

  /** A flag. */
  boolean flag() {
    expect(VARINT);
    return varint() != 0;
  }

  /** A binary32. */
  float binary32() {
    expect(FIXED32);
    int from = take(Float.BYTES);
    int bits = 0;
    for (int i = Float.BYTES - 1; i >= 0; i--) {
      bits = bits << 8 | (content[from + i] & 0xFF);
    }
    return Float.intBitsToFloat(bits);
  }

  /** Passes over the value of a field. */
  void skip() {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED64 -> take(Long.BYTES);
      case BYTES -> lengthDelimited();
      case FIXED32 -> take(Integer.BYTES);
      default -> throw broken(at, "wire type " + wireType);
    }
  }

  private int lengthDelimited() {
    expect(BYTES);
    int start = at;
    long length = varint();
    if (length < 0 || length > end - at) {
      throw broken(
          start,
          "a length of %s; %d bytes are left".formatted(Long.toUnsignedString(length), end - at));
    }
    return take((int) length);
  }

  private long varint() {
    int start = at;
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      byte next = content[take(1)];
      value |= (long) (next & 0x7F) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw broken(start, "an integer of more than 10 bytes");
  }

  private int take(int bytes) {
    if (bytes > end - at) {
      throw broken(at, "the end of the data, expected %d more bytes".formatted(bytes));
    }
    int from = at;
    at += bytes;
    return from;
  }

  private void expect(int expected) {
    if (wireType != expected) {
      throw broken(at, "wire type %d, expected %d".formatted(wireType, expected));
    }
  }

  private ModelFormatException broken(int offset, String found) {
    return new ModelFormatException("%s, offset %d: found %s".formatted(source, offset, found));
  }
}
