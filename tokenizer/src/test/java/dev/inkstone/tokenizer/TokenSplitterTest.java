package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cutting at a number of tokens. */
class TokenSplitterTest {
  private static final Tokenizer BYTES =
      GgufTokenizers.from(
          SmallVocabularies.byteLevel(
              "llama-bpe", List.of("t h", "th e", "Ġ the", "a b", "ab c", "Ċ Ċ", "Ġ Ġ")));
  private static final Tokenizer PIECES =
      SmallVocabularies.sentencePiece()
          .bytes()
          .pieces("▁the", "th", "▁th", "ab", "▁", "a", "b", "c", "t", "h", "e", "▁a", "ca")
          .tokenizer();

  @Test
  void cuts_between_characters_and_tokens() {
    assertThat(BYTES.truncate("the the the", 2)).isEqualTo("the the");
    assertThat(BYTES.truncate("the the", 2)).isEqualTo("the the");
    assertThat(BYTES.truncate("a😁", 4)).as("an emoji has four bytes").isEqualTo("a");
    assertThat(BYTES.truncate("a😁", 5)).isEqualTo("a😁");
    assertThat(BYTES.truncate("😁", 3)).isEmpty();
    assertThat(BYTES.truncate("", 3)).isEmpty();
    assertThat(BYTES.split("the abc the", 1, 0))
        .containsExactly(
            new TextSpan(0, 3), new TextSpan(3, 4), new TextSpan(4, 7), new TextSpan(7, 11));
    assertThat(BYTES.split("", 4, 0)).isEmpty();
    assertThatThrownBy(() -> BYTES.split("ab😁", 3, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the character at 2 needs more tokens");
    assertThatThrownBy(() -> BYTES.split("abc", 3, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("overlap is 3, expected 0 to 2");
    assertThatThrownBy(() -> BYTES.truncate("abc", 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takes_characters_that_the_normalizer_composed_as_a_whole() {
    String syllable = "\u1112\u1161\u11ab";
    String bytes = ByteAlphabet.spelling("\ud55c".getBytes(StandardCharsets.UTF_8));
    String first = bytes.substring(0, 1) + " " + bytes.substring(1, 2);
    String second = bytes.substring(0, 2) + " " + bytes.substring(2);
    Tokenizer tokenizer =
        GgufTokenizers.from(SmallVocabularies.byteLevel("qwen2", List.of(first, second)));
    assertThat(tokenizer.count(syllable)).isEqualTo(1);
    assertThat(tokenizer.truncate("a" + syllable + "b", 2)).isEqualTo("a" + syllable);
  }

  @Test
  void parts_share_tokens_on_demand() {
    assertThat(BYTES.split("the the the the", 3, 1))
        .extracting(span -> span.of("the the the the"))
        .containsExactly("the the the", " the the");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void parts_cover_any_text_and_none_is_too_long(long seed) {
    Random random = new Random(seed);
    for (Tokenizer tokenizer : List.of(BYTES, PIECES)) {
      for (int round = 0; round < 200; round++) {
        String text = randomText(random, random.nextInt(80));
        int max = 5 + random.nextInt(10);
        int overlap = random.nextInt(3);
        int covered = 0;
        for (TextSpan part : tokenizer.split(text, max, overlap)) {
          assertThat(part.start()).as(text).isLessThanOrEqualTo(covered);
          assertThat(tokenizer.count(part.of(text))).as(text).isBetween(0, max);
          assertThat(part.end()).as(text).isGreaterThan(covered);
          covered = part.end();
        }
        assertThat(covered).as(text).isEqualTo(text.length());
        assertThat(tokenizer.count(tokenizer.truncate(text, max))).isLessThanOrEqualTo(max);
        assertThat(text).startsWith(tokenizer.truncate(text, max));
      }
    }
  }

  private static String randomText(Random random, int length) {
    String[] parts = {
      "the", "a", "b", "c", " ", " ", "  ", "\n", "\n\n", "中", "😁", "1", "'s", "é", "▁"
    };
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }
}
