package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkstone.tokenizer.numbers.IntList;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordCacheTest {

  @Test
  void finds_what_was_put_at_any_length_and_place() {
    long seed = 20261125;
    Random random = new Random(seed);
    byte[] text = new byte[64];
    random.nextBytes(text);
    for (int length = 1; length <= 33; length++) {
      for (int from = 0; from + length <= text.length; from++) {
        WordCache cache = new WordCache();
        int[] ids = random.nextBoolean() ? new int[] {from} : new int[] {from, length};
        cache.put(text, from, from + length, ids, null);
        // The same bytes elsewhere, once with others behind them and once at the end.
        byte[] behind = new byte[length + 20];
        System.arraycopy(text, from, behind, 3, length);
        byte[] atEnd = new byte[length + 3];
        System.arraycopy(text, from, atEnd, 3, length);
        if (length <= 32) {
          assertThat(found(cache, behind, 3, length)).containsExactly(ids);
          assertThat(found(cache, atEnd, 3, length)).containsExactly(ids);
        } else {
          assertThat(cache.find(atEnd, 3, 3 + length)).as("too long to remember").isNull();
        }
      }
    }
  }

  @Test
  void pieces_that_end_in_zeros_differ() {
    WordCache cache = new WordCache();
    byte[] text = {'a', 0, 0};
    cache.put(text, 0, 1, new int[] {1}, null);
    assertThat(cache.find(text, 0, 2)).isNull();
    cache.put(text, 0, 2, new int[] {2}, null);
    assertThat(cache.find(text, 0, 3)).isNull();
    assertThat(found(cache, text, 0, 2)).containsExactly(2);
  }

  @Test
  void remembers_that_a_piece_has_no_ids() {
    WordCache cache = new WordCache();
    byte[] text = {'a'};
    cache.put(text, 0, 1, new int[0], null);
    assertThat(found(cache, text, 0, 1)).isEmpty();
  }

  private static int[] found(WordCache cache, byte[] text, int from, int length) {
    WordCache.Word word = Objects.requireNonNull(cache.find(text, from, from + length));
    IntList out = new IntList();
    word.appendTo(out);
    return out.toArray();
  }
}
