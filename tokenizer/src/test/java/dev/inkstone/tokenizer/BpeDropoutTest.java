package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BpeDropoutTest {
  private static final String TEXT = "the abc the abc";

  private static final List<Tokenizer> TOKENIZERS =
      List.of(
          GgufTokenizers.from(
              SmallVocabularies.byteLevel(
                  "llama-bpe", List.of("t h", "th e", "Ġ the", "a b", "ab c"))),
          SmallVocabularies.sentencePiece()
              .bytes()
              .pieces("▁the", "▁th", "th", "ab", "abc", "▁", "a", "b", "c", "t", "h", "e")
              .tokenizer());

  @Test
  void leaves_out_nothing_some_or_all_merges() {
    for (Tokenizer tokenizer : TOKENIZERS) {
      int[] whole = tokenizer.encode(TEXT);
      assertThat(encode(tokenizer, 0, 1)).containsExactly(whole);
      int most = encode(tokenizer, 1, 1).length;
      assertThat(most).isBetween(TEXT.length(), TEXT.length() + 1);
      Set<List<String>> seen = new HashSet<>();
      for (int seed = 0; seed < 50; seed++) {
        int[] ids = encode(tokenizer, 0.3, seed);
        assertThat(tokenizer.decode(ids)).isEqualTo(TEXT);
        assertThat(ids.length).isBetween(whole.length, most);
        seen.add(
            SmallVocabularies.spelled(
                tokenizer, TEXT, EncodeOptions.PLAIN.withDropout(new BpeDropout(0.3, seed))));
      }
      assertThat(seen).hasSizeGreaterThan(20);
      assertThat(tokenizer.encode(TEXT)).as("nothing was remembered").containsExactly(whole);
    }
  }

  @Test
  void a_seed_gives_the_same_ids_again() {
    for (Tokenizer tokenizer : TOKENIZERS) {
      assertThat(encode(tokenizer, 0.5, 7)).containsExactly(encode(tokenizer, 0.5, 7));
    }
  }

  @Test
  void refuses_what_is_no_probability() {
    for (double probability : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> new BpeDropout(probability, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected 0 to 1");
    }
  }

  private static int[] encode(Tokenizer tokenizer, double probability, long seed) {
    return tokenizer.encode(
        TEXT, EncodeOptions.PLAIN.withDropout(new BpeDropout(probability, seed)));
  }
}
