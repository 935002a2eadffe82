package dev.inkstone.engine.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes GGUF byte by byte, wrong values included: the reader is not tested by the writer. */
final class GgufBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Magic, version 3 and the counts. */
  static GgufBytes header(long tensors, long entries) {
    return new GgufBytes().int32(0x46554747).int32(3).int64(tensors).int64(entries);
  }

  GgufBytes int8(int value) {
    bytes.write(value);
    return this;
  }

  GgufBytes int16(int value) {
    return int8(value & 0xFF).int8(value >> 8 & 0xFF);
  }

  GgufBytes int32(int value) {
    return raw(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  GgufBytes int64(long value) {
    return raw(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }

  GgufBytes float32(float value) {
    return int32(Float.floatToRawIntBits(value));
  }

  GgufBytes float64(double value) {
    return int64(Double.doubleToRawLongBits(value));
  }

  GgufBytes string(String value) {
    byte[] text = value.getBytes(UTF_8);
    return int64(text.length).raw(text);
  }

  GgufBytes raw(byte... value) {
    bytes.writeBytes(value);
    return this;
  }

  /** The start of a metadata entry, to be followed by its value. */
  GgufBytes key(String key, int type) {
    return string(key).int32(type);
  }

  /** The start of a metadata array entry, to be followed by its elements. */
  GgufBytes arrayKey(String key, int elementType, long count) {
    return key(key, 9).int32(elementType).int64(count);
  }

  /** A tensor entry; the dimensions as the file writes them, fastest first. */
  GgufBytes tensor(String name, int type, long offset, long... dimensions) {
    string(name).int32(dimensions.length);
    for (long dimension : dimensions) {
      int64(dimension);
    }
    return int32(type).int64(offset);
  }

  /** Zeros up to the next multiple. */
  GgufBytes align(int multiple) {
    while (bytes.size() % multiple != 0) {
      int8(0);
    }
    return this;
  }

  int size() {
    return bytes.size();
  }

  byte[] toArray() {
    return bytes.toByteArray();
  }

  Path writeTo(Path file) {
    try {
      return Files.write(file, toArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
