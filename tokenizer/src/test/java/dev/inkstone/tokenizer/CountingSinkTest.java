package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sink that counts, beside one that keeps everything. */
class CountingSinkTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void counts_like_a_sink_that_keeps_all(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      CountingSink counting = new CountingSink();
      IdSink keeping = new IdSink("");
      for (int word = 0; word < 20; word++) {
        int before = counting.size();
        int tokens = random.nextInt(random.nextBoolean() ? 4 : 1000);
        for (int i = 0; i < tokens; i++) {
          counting.add(i, i);
          keeping.add(i, i);
        }
        if (random.nextInt(3) == 0) {
          int left = before + random.nextInt(tokens + 1);
          counting.truncate(left, 0);
          keeping.truncate(left, 0);
        }
        counting.add(word, 0);
        keeping.add(word, 0);
        assertThat(counting.last()).isEqualTo(keeping.last());
        assertThat(counting.size()).isEqualTo(keeping.size()).isEqualTo(counting.count());
      }
    }
  }

  @Test
  void remembers_words_as_a_sink_that_keeps_all_does() {
    byte[] text = new byte[32];
    for (int before = 0; before < 2 * CountingSink.KEPT; before++) {
      CountingSink counting = new CountingSink();
      for (int i = 0; i < before; i++) {
        counting.add(-1, 0);
      }
      int mark = counting.size();
      for (int i = 0; i < 3 * text.length; i++) {
        counting.add(i, 0);
      }
      WordCache cache = new WordCache();
      counting.remember(cache, text, 0, text.length, mark);
      WordCache.Word word = Objects.requireNonNull(cache.find(text, 0, text.length));
      assertThat(word.size()).isEqualTo(3 * text.length);
      assertThat(word.id(0)).isZero();
      counting.addKnown(word, 0);
      assertThat(counting.count()).isEqualTo(before + 6 * text.length);
    }
  }

  @Test
  void keeps_few_tokens_of_a_model_without_words() {
    Vocabulary vocabulary =
        new Vocabulary(
            new String[] {"a", "b"},
            new TokenType[] {TokenType.NORMAL, TokenType.NORMAL},
            SentencePieceSpelling::bytes);
    Unigram model = Unigram.ofSentencePiece(vocabulary, new float[] {-1, -2}, -1);
    CountingSink counting = new CountingSink();
    model.encode(Utf8.encode("ab".repeat(5000)), counting);
    assertThat(counting.count()).isEqualTo(10_000);
    assertThat(counting.ids.size()).isLessThanOrEqualTo(CountingSink.KEPT);
  }
}
