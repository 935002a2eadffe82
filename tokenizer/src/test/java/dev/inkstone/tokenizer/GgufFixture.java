package dev.inkstone.tokenizer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the metadata of a trusted GGUF file, for tests of this module alone. */
final class GgufFixture {
  private final ByteBuffer in;

  private GgufFixture(ByteBuffer in) {
    this.in = in;
  }

  static Map<String, Object> metadata(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer in = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      return new GgufFixture(in.order(ByteOrder.LITTLE_ENDIAN)).read();
    }
  }

  private Map<String, Object> read() {
    in.position(16);
    long count = in.getLong();
    Map<String, Object> values = new LinkedHashMap<>();
    for (long i = 0; i < count; i++) {
      String key = string();
      values.put(key, value(in.getInt()));
    }
    return values;
  }

  private String string() {
    byte[] bytes = new byte[Math.toIntExact(in.getLong())];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private Object value(int type) {
    return switch (type) {
      case 0 -> (long) (in.get() & 0xFF);
      case 1 -> (long) in.get();
      case 2 -> (long) (in.getShort() & 0xFFFF);
      case 3 -> (long) in.getShort();
      case 4 -> in.getInt() & 0xFFFFFFFFL;
      case 5 -> (long) in.getInt();
      case 6 -> (double) in.getFloat();
      case 7 -> in.get() != 0;
      case 8 -> string();
      case 9 -> array(in.getInt(), Math.toIntExact(in.getLong()));
      case 10, 11 -> in.getLong();
      case 12 -> in.getDouble();
      default -> throw new IllegalArgumentException("GGUF value type " + type);
    };
  }

  private Object array(int type, int length) {
    return switch (type) {
      case 4, 5 -> {
        int[] ints = new int[length];
        for (int i = 0; i < length; i++) {
          ints[i] = in.getInt();
        }
        yield ints;
      }
      case 6 -> {
        float[] floats = new float[length];
        for (int i = 0; i < length; i++) {
          floats[i] = in.getFloat();
        }
        yield floats;
      }
      default -> {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < length; i++) {
          list.add(value(type));
        }
        yield list;
      }
    };
  }
}
