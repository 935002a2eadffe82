package dev.inkstone.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes character maps for tests: a double array with 256 places for each node. */
final class SmallCharsmap {
  private static final int HAS_VALUE = 1 << 8;
  private static final int IS_VALUE = 1 << 31;

  private final TreeMap<String, Integer> nodes = new TreeMap<>();

  private SmallCharsmap() {}

  static Charsmap of(Map<String, String> map) {
    return Charsmap.parse(new SmallCharsmap().stored(map), "test");
  }

  private byte[] stored(Map<String, String> map) {
    ByteArrayOutputStream texts = new ByteArrayOutputStream();
    Map<String, Integer> values = new TreeMap<>();
    map.forEach(
        (key, text) -> {
          values.put(latin(key), texts.size());
          texts.writeBytes(text.getBytes(StandardCharsets.UTF_8));
          texts.write(0);
        });
    TreeSet<String> prefixes = new TreeSet<>();
    for (String key : values.keySet()) {
      for (int length = 0; length <= key.length(); length++) {
        prefixes.add(key.substring(0, length));
      }
    }
    // The children of node k lie at 256 * (k + 1), and its value at the first of those places.
    prefixes.forEach(prefix -> nodes.put(prefix, nodes.size()));
    int[] units = new int[256 * (nodes.size() + 1)];
    for (String prefix : prefixes) {
      int children = 256 * (nodes.getOrDefault(prefix, 0) + 1);
      int place = prefix.isEmpty() ? 0 : place(prefix);
      int label = prefix.isEmpty() ? 0 : prefix.charAt(prefix.length() - 1);
      Integer value = values.get(prefix);
      units[place] = (place ^ children) << 10 | label | (value == null ? 0 : HAS_VALUE);
      if (value != null) {
        units[children] = IS_VALUE | value;
      }
    }
    ByteBuffer out =
        ByteBuffer.allocate(4 + 4 * units.length + texts.size()).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(4 * units.length);
    for (int unit : units) {
      out.putInt(unit);
    }
    return out.put(texts.toByteArray()).array();
  }

  private int place(String prefix) {
    String parent = prefix.substring(0, prefix.length() - 1);
    return 256 * (nodes.getOrDefault(parent, 0) + 1) ^ prefix.charAt(prefix.length() - 1);
  }

  /** The bytes of a key as characters, so that it can be cut anywhere. */
  private static String latin(String key) {
    return new String(key.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
