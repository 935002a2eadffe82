package dev.inkstone.engine.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/** Damages the bytes of a file at random. */
final class Mutation {
  private static final long[] EXTREMES = {
    0,
    1,
    2,
    7,
    9,
    13,
    31,
    32,
    255,
    65535,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    0xFFFF_FFFFL,
    1L << 40,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -2,
    -32
  };
  private static final String[] TOKENS = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\u0000",
    "0",
    "-1",
    "99999999999999999999",
    "1e999",
    "4611686018427387904",
    "null",
    "[[[[[[[[",
    "{\"a\":",
    "\"dtype\"",
    "\"shape\":[",
    "NaN"
  };

  private final Random random;

  Mutation(Random random) {
    this.random = random;
  }

  /** A copy with one to four kinds of damage, mostly near the beginning, where headers are. */
  byte[] damage(byte[] original) {
    byte[] bytes = original.clone();
    for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
      bytes = once(bytes);
    }
    return bytes;
  }

  private byte[] once(byte[] bytes) {
    int at = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 2048));
    return switch (random.nextInt(8)) {
      case 0, 1 -> flipped(bytes, at);
      case 2, 3 -> overwritten(bytes, at);
      case 4 -> Arrays.copyOf(bytes, at);
      case 5 -> replaced(bytes, at, 0, randomBytes());
      case 6 -> replaced(bytes, at, random.nextInt(9), new byte[0]);
      default -> withToken(bytes, at);
    };
  }

  private byte[] flipped(byte[] bytes, int at) {
    bytes[at] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  private byte[] overwritten(byte[] bytes, int at) {
    long value = EXTREMES[random.nextInt(EXTREMES.length)];
    byte[] little = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    int length = Math.min(1 << random.nextInt(4), bytes.length - at);
    System.arraycopy(little, 0, bytes, at, length);
    return bytes;
  }

  /** Inserts or overwrites with a piece of JSON, and mends the header length half of the time. */
  private byte[] withToken(byte[] bytes, int at) {
    byte[] token = TOKENS[random.nextInt(TOKENS.length)].getBytes(US_ASCII);
    byte[] result = replaced(bytes, at, random.nextBoolean() ? 0 : token.length, token);
    if (random.nextBoolean() && result.length >= 8 && at >= 8) {
      ByteBuffer length = ByteBuffer.wrap(result).order(ByteOrder.LITTLE_ENDIAN);
      length.putLong(0, length.getLong(0) + result.length - bytes.length);
    }
    return result;
  }

  private byte[] randomBytes() {
    byte[] inserted = new byte[1 + random.nextInt(16)];
    random.nextBytes(inserted);
    return inserted;
  }

  private static byte[] replaced(byte[] bytes, int at, int removed, byte[] inserted) {
    int rest = Math.min(at + removed, bytes.length);
    ByteBuffer result = ByteBuffer.allocate(at + inserted.length + bytes.length - rest);
    return result.put(bytes, 0, at).put(inserted).put(bytes, rest, bytes.length - rest).array();
  }
}
