package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MergeListTest {
  private static final List<String> SPELLINGS =
      List.of("", "a", "b", "ab", "ba", "aba", "bab", "abab", "no", "nn");

  /** Tokens in the order of the merges, out of it, missing, and with several ids. */
  @Test
  void ids_are_those_that_the_vocabulary_finds() {
    Random random = new Random(5);
    for (int run = 0; run < 300; run++) {
      Vocabulary vocabulary = vocabulary(random, 1 + random.nextInt(12));
      MergeList merges = new MergeList();
      for (int i = 0; i < 20; i++) {
        merges.add(spelling(random), spelling(random));
      }

      MergeList.Ids ids = merges.ids(vocabulary);

      for (int rank = 0; rank < merges.size(); rank++) {
        assertThat(ids.left()[rank]).isEqualTo(vocabulary.id(merges.left(rank)));
        assertThat(ids.right()[rank]).isEqualTo(vocabulary.id(merges.right(rank)));
        assertThat(ids.merged()[rank]).isEqualTo(vocabulary.id(merges.merged(rank)));
      }
    }
  }

  @Test
  void an_empty_vocabulary_has_no_ids() {
    MergeList merges = new MergeList();
    merges.add("a", "b");
    Vocabulary none = new Vocabulary(new String[0], new TokenType[0], (token, type) -> new byte[0]);
    assertThat(merges.ids(none).merged()).containsExactly(-1);
  }

  private static Vocabulary vocabulary(Random random, int size) {
    String[] spellings = new String[size];
    for (int id = 0; id < size; id++) {
      spellings[id] = spelling(random);
    }
    TokenType[] types = new TokenType[size];
    Arrays.fill(types, TokenType.NORMAL);
    return new Vocabulary(spellings, types, ByteAlphabet::bytes);
  }

  private static String spelling(Random random) {
    return SPELLINGS.get(random.nextInt(SPELLINGS.size()));
  }
}
