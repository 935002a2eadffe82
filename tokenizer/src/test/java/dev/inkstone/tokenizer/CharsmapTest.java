package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.error.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CharsmapTest {
  /** {@code a -> 1, ab -> 2, é (two code points) -> E, b -> nothing}. */
  private static final Charsmap MAP =
      SmallCharsmap.of(Map.of("a", "1", "ab", "2", "e\u0301", "E", "b", "", "\u0301", "'"));

  @Test
  void sentence_piece_takes_the_longest_key_at_each_position() {
    assertThat(longest(MAP, "abab a x")).isEqualTo("22 1 x");
    assertThat(longest(MAP, "bxb")).isEqualTo("x");
    assertThat(longest(MAP, "e\u0301e")).isEqualTo("Ee");
    assertThat(longest(MAP, "a\u0301")).isEqualTo("1'");
  }

  @Test
  void hugging_face_lets_the_shortest_key_stand_for_the_whole_grapheme() {
    Normalizer graphemes = new GraphemeCharsmap(MAP);
    assertThat(apply(graphemes, "abab a x")).isEqualTo("11 1 x");
    assertThat(apply(graphemes, "e\u0301e")).isEqualTo("Ee");
    assertThat(apply(graphemes, "a\u0301")).as("the accent goes along").isEqualTo("1");
    assertThat(apply(graphemes, "a\u0301\u0301\u0301")).as("six bytes and more").isEqualTo("1'''");
    assertThat(apply(graphemes, "x\u0301")).as("no key at its start").isEqualTo("x'");
  }

  @Test
  void an_empty_map_maps_nothing() {
    Charsmap empty = Charsmap.parse(new byte[0], "test");
    assertThat(longest(empty, "abc")).isEqualTo("abc");
    assertThat(apply(new GraphemeCharsmap(empty), "abc")).isEqualTo("abc");
  }

  @Test
  void knows_which_characters_stand_behind_others_in_a_key() {
    Charsmap map = SmallCharsmap.of(Map.of("a b", "x", ",", "y", "c，d", "z", "é;", "v"));
    assertThat(map.reachesOver(' ')).isTrue();
    assertThat(map.reachesOver('，')).isTrue();
    assertThat(map.reachesOver(';')).isTrue();
    assertThat(map.reachesOver(',')).as("a key of its own").isFalse();
    assertThat(map.reachesOver('a')).as("in front only").isFalse();
    assertThat(map.reachesOver('。')).isFalse();
    assertThat(new GraphemeCharsmap(map).keepsApart(' ')).isFalse();
    assertThat(new GraphemeCharsmap(map).keepsApart(',')).as("it becomes another").isFalse();
    assertThat(new GraphemeCharsmap(map).keepsApart('。')).isTrue();
  }

  @Test
  void remembers_where_replacements_come_from() {
    AlignedText text = new GraphemeCharsmap(MAP).apply(AlignedText.tracked("ae\u0301x"));
    assertThat(text.text()).isEqualTo("1Ex");
    assertThat(text.sourceStart(1)).isEqualTo(1);
    assertThat(text.sourceStart(2)).isEqualTo(3);
  }

  @Test
  void refuses_lengths_that_do_not_fit() {
    assertThatThrownBy(() -> Charsmap.parse(new byte[] {1}, "f"))
        .isInstanceOf(ModelFormatException.class);
    assertThatThrownBy(() -> Charsmap.parse(new byte[] {8, 0, 0, 0, 1, 2, 3, 4}, "f"))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("8 bytes");
    assertThatThrownBy(() -> Charsmap.parse(new byte[] {-4, -1, -1, -1, 1, 2, 3, 4}, "f"))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("4294967292");
  }

  /** Whatever the units say, a search stays inside them. */
  @Test
  void damaged_maps_do_no_harm() {
    String text = SmallVocabularies.everyCodePoint().substring(0, 3000);
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      ByteBuffer stored = ByteBuffer.allocate(4 + 4 * 300 + 20).order(ByteOrder.LITTLE_ENDIAN);
      random.nextBytes(stored.array());
      stored.putInt(0, 4 * 300);
      Charsmap map = Charsmap.parse(stored.array(), "seed " + seed);
      assertThat(longest(map, text)).isNotNull();
      assertThat(apply(new GraphemeCharsmap(map), text)).isNotNull();
    }
  }

  @Test
  void graphemes_are_those_of_unicode() {
    String text = "ae\u0301\r\n\uD83D\uDC69\u200D\uD83D\uDCBBx\u1100\u1161\u0E33中文\u0301 ";
    Graphemes graphemes = new Graphemes(text);
    StringBuilder cut = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int end = graphemes.end(at);
      cut.append(text, at, end).append('|');
      at = end;
    }
    assertThat(cut.toString())
        .isEqualTo(
            "a|e\u0301|\r\n|\uD83D\uDC69\u200D\uD83D\uDCBB|x|\u1100\u1161\u0E33|中|文\u0301| |");
  }

  private static String longest(Charsmap map, String text) {
    AddedTokenMatcher none = new AddedTokenMatcher(List.of());
    return new SentencePieceNormalizer(map, none, false, false)
        .apply(AlignedText.untracked(text))
        .text();
  }

  private static String apply(Normalizer normalizer, String text) {
    return normalizer.apply(AlignedText.untracked(text)).text();
  }
}
