package dev.inkstone.tokenizer.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergeLearnerTest {
  private static final TrainingRun RUN = new TrainingRun((phase, done, total) -> {}, () -> false);

  private final Symbols symbols = new Symbols();
  private List<String> merges = new ArrayList<>();

  private void learn(List<WordCounts.Word> words, List<String> special, MergeSettings settings) {
    special.forEach(token -> symbols.add(token, 0));
    Alphabet alphabet = Alphabet.of(words, "", Integer.MAX_VALUE);
    SymbolText text = SymbolText.of(words, alphabet, settings.affixes(), symbols);
    merges =
        new MergeLearner(text, symbols, settings)
            .learn(RUN).stream()
                .map(
                    merge -> symbols.spelling(merge.left()) + " " + symbols.spelling(merge.right()))
                .toList();
  }

  private void learn(int size, String... words) {
    learn(words(words), List.of(), settings(size));
  }

  private static MergeSettings settings(int size) {
    return new MergeSettings(size, 0, Integer.MAX_VALUE, Affixes.NONE, false);
  }

  private static List<WordCounts.Word> words(String... words) {
    WordCounts counts = new WordCounts();
    List.of(words).forEach(counts::add);
    return counts.sorted();
  }

  /** Few letters, so that ties and long repeats are common; one of them is half of the prefix. */
  private static List<WordCounts.Word> randomWords(Random random) {
    TreeMap<String, Long> words = new TreeMap<>();
    int letters = 1 + random.nextInt(4);
    for (int i = 0; i < 1 + random.nextInt(30); i++) {
      StringBuilder word = new StringBuilder();
      for (int length = 1 + random.nextInt(12); length > 0; length--) {
        word.append("ab#c".charAt(random.nextInt(letters)));
      }
      words.put(word.toString(), 1L + random.nextInt(4));
    }
    List<WordCounts.Word> list = new ArrayList<>();
    words.forEach((text, count) -> list.add(new WordCounts.Word(text, count)));
    return list;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      emptyValue = "",
      textBlock =
          """
          # least count | longest token | prefix | suffix | by likelihood
          0 | 1000 | '' | ''   | false
          3 | 1000 | '' | ''   | false
          0 | 3    | '' | ''   | false
          0 | 1000 | ## | ''   | false
          0 | 4    | ## | #    | false
          0 | 1000 | '' | #    | false
          0 | 1000 | '' | ''   | true
          2 | 5    | ## | ''   | true
          """)
  void merges_are_those_of_counting_all_again_after_each(
      int least, int longest, String prefix, String suffix, boolean byLikelihood) {
    Affixes affixes = new Affixes(prefix, suffix);
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      List<WordCounts.Word> words = randomWords(random);
      MergeSettings settings =
          new MergeSettings(5 + random.nextInt(60), least, longest, affixes, byLikelihood);
      MergeLearnerTest learned = new MergeLearnerTest();

      learned.learn(words, List.of("ab", "[UNK]"), settings);

      NaiveMerges expected = new NaiveMerges(words, List.of("ab", "[UNK]"), settings).learn();
      assertThat(learned.merges).as("merges, seed %d", seed).isEqualTo(expected.merges());
      assertThat(learned.symbols.all()).as("seed %d", seed).isEqualTo(expected.vocabulary());
    }
  }

  @Test
  void the_most_frequent_pair_comes_first() {
    learn(5, "ab", "cb", "cb");

    assertThat(merges).containsExactly("c b", "a b");
  }

  @Test
  void of_equal_pairs_the_smaller_ids_come_first() {
    learn(7, "ba", "cb", "ca", "ac");

    assertThat(merges).containsExactly("a c", "b a", "c a", "c b");
  }

  @Test
  void repeats_are_merged_from_the_left() {
    learn(3, "aaa");

    assertThat(merges).containsExactly("a a", "aa a");
    assertThat(symbols.all()).containsExactly("a", "aa", "aaa");
  }

  @Test
  void two_ways_to_a_token_make_one_token() {
    learn(100, "abc", "abc", "abc", "ab", "xbc", "xbc", "xbc", "xbc");

    assertThat(symbols.all()).doesNotHaveDuplicates().contains("abc", "xbc", "ab");
  }

  @Test
  void a_special_token_never_comes_out_of_text() {
    MergeSettings settings = settings(100);

    learn(words("abc", "abd"), List.of("ab"), settings);

    assertThat(merges).doesNotContain("a b").contains("b c", "b d");
  }

  @Test
  void a_character_outside_the_alphabet_is_a_border() {
    List<WordCounts.Word> words = words("axb", "ab", "a", "a", "b", "b");
    Alphabet two = Alphabet.of(words, "", 2);
    SymbolText text = SymbolText.of(words, two, Affixes.NONE, symbols);

    new MergeLearner(text, symbols, settings(10)).learn(RUN);

    assertThat(symbols.all()).containsExactly("a", "b", "ab");
    assertThat(new NaiveMerges(words("ab"), List.of(), settings(10)).learn().merges())
        .containsExactly("a b");
  }

  @Test
  void one_enormous_word_takes_no_longer_than_many_words() {
    Random random = new Random(1);
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < 200_000; i++) {
      word.append((char) ('a' + random.nextInt(20)));
    }

    // Time that grew with the square of the length would never end.
    learn(500, word.toString(), "a".repeat(500_000));

    assertThat(symbols.size()).isEqualTo(500);
  }
}
