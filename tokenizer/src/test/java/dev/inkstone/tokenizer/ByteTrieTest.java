package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteTrieTest {

  @Test
  void finds_the_longest_key_and_its_end() {
    ByteTrie trie = trie("a", "abc", "##b", "中", "");
    byte[] text = "abcab中".getBytes(StandardCharsets.UTF_8);
    assertThat(trie.longest(ByteTrie.ROOT, text, 0, text.length)).isEqualTo(3L << 32 | 1);
    assertThat(trie.longest(ByteTrie.ROOT, text, 0, 2)).as("cut").isEqualTo(1L << 32);
    assertThat(trie.longest(ByteTrie.ROOT, text, 1, text.length)).isEqualTo(-1);
    assertThat(trie.longest(ByteTrie.ROOT, text, 5, text.length)).isEqualTo(8L << 32 | 3);
    int continuing = trie.node("##".getBytes(StandardCharsets.UTF_8));
    assertThat(trie.longest(continuing, text, 1, text.length)).isEqualTo(2L << 32 | 2);
    assertThat(trie.node("x".getBytes(StandardCharsets.UTF_8))).isEqualTo(ByteTrie.NONE);
    assertThat(trie.longest(ByteTrie.NONE, text, 0, 2)).isEqualTo(-1);
  }

  @Test
  void an_empty_trie_finds_nothing() {
    byte[] text = {0, 1, -1};
    assertThat(trie().longest(ByteTrie.ROOT, text, 0, 3)).isEqualTo(-1);
    assertThat(trie("").longest(ByteTrie.ROOT, text, 0, 3)).isEqualTo(-1);
  }

  @Test
  void agrees_with_a_map_on_random_keys() {
    Random random = new Random(1);
    Map<String, Integer> map = new HashMap<>();
    byte[][] keys = new byte[20_000][];
    int[] values = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = new byte[1 + random.nextInt(6)];
      for (int j = 0; j < keys[i].length; j++) {
        keys[i][j] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : random.nextInt(4));
      }
      values[i] = i;
      map.put(new String(keys[i], StandardCharsets.ISO_8859_1), i);
    }
    ByteTrie trie = ByteTrie.of(keys, values);
    for (byte[] key : keys) {
      assertThat(trie.value(trie.node(key)))
          .isEqualTo(map.get(new String(key, StandardCharsets.ISO_8859_1)));
    }
    for (int i = 0; i < 20_000; i++) {
      byte[] text = new byte[4];
      random.nextBytes(text);
      long expected = -1;
      for (int end = 1; end <= 4; end++) {
        Integer id = map.get(new String(text, 0, end, StandardCharsets.ISO_8859_1));
        expected = id == null ? expected : (long) end << 32 | id;
      }
      assertThat(trie.longest(ByteTrie.ROOT, text, 0, 4)).isEqualTo(expected);
    }
  }

  /** Every node has many children, which a search for the first place that fits takes badly. */
  @Test
  void a_bushy_trie_needs_few_places_and_little_time() {
    byte[][] keys = new byte[1 << 17][];
    int[] values = new int[keys.length];
    Random random = new Random(2);
    for (int i = 0; i < keys.length; i++) {
      keys[i] = new byte[5];
      random.nextBytes(keys[i]);
      keys[i][0] &= 7;
      values[i] = i;
    }
    ByteTrie trie = ByteTrie.of(keys, values);
    assertThat(trie.places()).isLessThan(5 * keys.length);
    assertThat(trie.value(trie.node(keys[77]))).isEqualTo(77);
  }

  private static ByteTrie trie(String... keys) {
    byte[][] bytes = new byte[keys.length][];
    int[] values = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      bytes[i] = keys[i].getBytes(StandardCharsets.UTF_8);
      values[i] = i;
    }
    return ByteTrie.of(bytes, values);
  }
}
