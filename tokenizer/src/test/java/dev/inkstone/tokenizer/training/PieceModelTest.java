package dev.inkstone.tokenizer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PieceModelTest {
  private static PieceModel model(List<WordCounts.Word> words, int longest) {
    PieceText text = RandomWords.text(words);
    Seeds seeds = new Seeds(text, longest);
    return new PieceModel(new Lattice(text, seeds), seeds, RandomWords.RUN);
  }

  private static Map<String, Double> scores(PieceModel model) {
    Map<String, Double> scores = new HashMap<>();
    for (int piece = 0; piece < model.size(); piece++) {
      scores.put(model.spelling(piece), model.score(piece));
    }
    return scores;
  }

  @Test
  void long_words_neither_underflow_nor_take_quadratic_time() {
    String word = "abc".repeat(100_000);
    PieceModel model = model(List.of(new WordCounts.Word(word, 1)), 16);

    model.improve();

    assertThat(model.likelihood()).isFinite().isNegative();
    assertThat(scores(model).values()).allMatch(Double::isFinite);
  }

  @Test
  void the_sparse_prior_loses_pieces_that_explain_nothing_but_no_character() {
    List<WordCounts.Word> words =
        List.of(new WordCounts.Word("abcabc", 50), new WordCounts.Word("abcx", 50));
    PieceModel model = model(words, 8);
    int before = model.size();
    model.improve();
    double first = model.likelihood();

    for (int step = 0; step < 10; step++) {
      model.improve();
    }

    assertThat(model.likelihood()).isGreaterThan(first);
    assertThat(model.size()).isLessThan(before);
    assertThat(scores(model)).containsKeys("a", "b", "c", "x", "abcabc").doesNotContainKey("bca");
  }

  @Test
  void pruning_leaves_as_many_as_it_shall_and_every_character() {
    for (int seed = 0; seed < 20; seed++) {
      List<WordCounts.Word> words = RandomWords.of(new Random(seed), 60, 10);
      PieceModel model = model(words, 8);
      int characters = RandomWords.alphabet(words).size();
      model.improve();
      int size = characters + (model.size() - characters) / 3;

      model.prune(size);

      assertThat(model.size()).isLessThanOrEqualTo(size).isGreaterThan(characters);
      assertThat(scores(model)).containsKeys("a", "b", "c", "\uD83D\uDE80");
    }
  }

  @Test
  void pruning_takes_what_costs_least() {
    // "xy" always occurs as one, "ab" is no more frequent than its parts make one expect.
    List<WordCounts.Word> words =
        List.of(
            new WordCounts.Word("xy", 100),
            new WordCounts.Word("ab", 30),
            new WordCounts.Word("a", 100),
            new WordCounts.Word("b", 100));
    PieceModel model = model(words, 4);
    model.improve();

    model.prune(5);

    assertThat(scores(model)).containsOnlyKeys("x", "y", "a", "b", "xy");
  }

  @Test
  void digamma_has_its_known_values() {
    assertThat(Digamma.of(1)).isCloseTo(-0.5772156649015329, within(1e-13));
    assertThat(Digamma.of(0.5)).isCloseTo(-1.9635100260214235, within(1e-13));
    assertThat(Digamma.of(10)).isCloseTo(2.251752589066721, within(1e-13));
    assertThat(Digamma.of(1e6)).isCloseTo(13.815510057964191, within(1e-12));
  }
}
