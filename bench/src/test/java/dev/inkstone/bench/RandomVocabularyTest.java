package dev.inkstone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RandomVocabularyTest {

  @ParameterizedTest
  @ValueSource(ints = {RandomVocabulary.LEAST_TOKENS, 1024, 2000, 128_256})
  void every_merge_joins_two_tokens_into_a_third(int size) {
    RandomVocabulary vocabulary = RandomVocabulary.of(size);
    Set<String> tokens = new HashSet<>(vocabulary.tokens());

    assertThat(vocabulary.tokens()).hasSize(size);
    assertThat(tokens).as("tokens without repetition").hasSize(size);
    for (String merge : vocabulary.merges()) {
      String[] parts = merge.split(" ", -1);
      assertThat(parts).as(merge).hasSize(2);
      assertThat(tokens.containsAll(List.of(parts[0], parts[1], parts[0] + parts[1])))
          .as(merge)
          .isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {RandomVocabulary.LEAST_TOKENS, 128_256})
  void special_tokens_have_their_names_at_the_end(int size) {
    RandomVocabulary vocabulary = RandomVocabulary.of(size);

    assertThat(vocabulary.tokens().get(vocabulary.begin())).isEqualTo("<|begin_of_text|>");
    assertThat(vocabulary.tokens().get(vocabulary.endOfTurn())).isEqualTo("<|eot_id|>");
    assertThat(vocabulary.types()[vocabulary.begin() - 1]).isEqualTo(1);
    assertThat(vocabulary.types()[vocabulary.begin()]).isEqualTo(3);
  }
}
