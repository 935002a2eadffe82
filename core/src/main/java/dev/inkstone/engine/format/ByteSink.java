package dev.inkstone.engine.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A growing little-endian buffer for the header of a file. */
final class ByteSink {
  private ByteBuffer buffer = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);

  ByteSink int8(int value) {
    room(1).put((byte) value);
    return this;
  }

  ByteSink int16(int value) {
    room(2).putShort((short) value);
    return this;
  }

  ByteSink int32(int value) {
    room(4).putInt(value);
    return this;
  }

  ByteSink int64(long value) {
    room(8).putLong(value);
    return this;
  }

  ByteSink float32(float value) {
    room(4).putFloat(value);
    return this;
  }

  ByteSink float64(double value) {
    room(8).putDouble(value);
    return this;
  }

  /** Length in bytes as uint64, then UTF-8. */
  ByteSink string(String value) {
    byte[] text = value.getBytes(UTF_8);
    int64(text.length);
    room(text.length).put(text);
    return this;
  }

  /** Zeros up to the next multiple of {@code alignment}. */
  ByteSink pad(int alignment) {
    while (buffer.position() % alignment != 0) {
      int8(0);
    }
    return this;
  }

  /** What was written, ready to be read. */
  ByteBuffer written() {
    return buffer.duplicate().flip();
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int needed = Math.addExact(buffer.position(), bytes);
      int doubled = (int) Math.min(2L * buffer.capacity(), Integer.MAX_VALUE - 8);
      ByteBuffer larger = ByteBuffer.allocate(Math.max(needed, doubled));
      buffer = larger.order(ByteOrder.LITTLE_ENDIAN).put(buffer.flip());
    }
    return buffer;
  }
}
