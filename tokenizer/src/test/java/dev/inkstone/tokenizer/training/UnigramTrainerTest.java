package dev.inkstone.tokenizer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.inkstone.tokenizer.EncodeOptions;
import dev.inkstone.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnigramTrainerTest {
  @TempDir Path folder;

  /** Thirty stems, each with every beginning and ending once. */
  private static List<String> words() {
    Random random = new Random(5);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      StringBuilder stem = new StringBuilder();
      random.ints(5, 'a', 'z' + 1).forEach(stem::appendCodePoint);
      for (String beginning : List.of("", "un", "re", "mis")) {
        for (String ending : List.of("", "ness", "ly", "er")) {
          words.add(beginning + stem + ending);
        }
      }
    }
    return words;
  }

  @Test
  void endings_that_many_words_share_become_pieces() {
    Tokenizer tokenizer = UnigramTrainer.create().vocabularySize(80).train(words()).tokenizer();

    assertThat(Morphology.tokens(tokenizer, "xxness")).endsWith("x", "ness");
    assertThat(Morphology.tokens(tokenizer, "xxly")).endsWith("x", "ly");
    assertThat(Morphology.tokens(tokenizer, "xxer")).endsWith("x", "er");
    assertThat(tokenizer.decode(tokenizer.encode("unhappiness"))).isEqualTo("unhappiness");
  }

  @Test
  void the_vocabulary_has_the_size_asked_for() {
    for (int size = 40; size < 120; size += 11) {
      Tokenizer tokenizer =
          UnigramTrainer.create()
              .vocabularySize(size)
              .specialTokens("<pad>", "<unk>")
              .train(words())
              .tokenizer();

      assertThat(tokenizer.vocabularySize()).isEqualTo(size);
      assertThat(tokenizer.token(1)).isEqualTo("<unk>");
      assertThat(Morphology.tokens(tokenizer, "\u6F22\u5B57")).containsExactly("\u2581", "<unk>");
    }
  }

  @Test
  void the_result_does_not_depend_on_the_order_of_texts() {
    List<String> shuffled = new ArrayList<>(Morphology.TEXTS);
    Collections.shuffle(shuffled, new Random(7));

    assertThat(UnigramTrainer.create().vocabularySize(60).train(shuffled).json())
        .isEqualTo(UnigramTrainer.create().vocabularySize(60).train(Morphology.TEXTS).json());
  }

  @Test
  void a_saved_tokenizer_is_the_same_when_loaded() {
    TrainedTokenizer trained =
        UnigramTrainer.create().vocabularySize(60).endToken("</s>").train(Morphology.TEXTS);

    trained.save(folder);

    Tokenizer loaded = Tokenizer.load(folder);
    for (String text : Morphology.TEXTS) {
      assertThat(loaded.encode(text, EncodeOptions.ADD_SPECIAL))
          .isEqualTo(trained.tokenizer().encode(text, EncodeOptions.ADD_SPECIAL))
          .endsWith(1);
    }
  }

  @Test
  void byte_fallback_loses_no_character() {
    Tokenizer tokenizer =
        UnigramTrainer.create().byteFallback().train(Morphology.TEXTS).tokenizer();

    assertThat(tokenizer.decode(tokenizer.encode("play \u6F22 z"))).isEqualTo("play \u6F22 z");
    assertThat(Morphology.tokens(tokenizer, "z")).containsExactly("\u2581", "<0x7A>");
  }

  @Test
  void no_piece_is_spelled_like_a_special_token() {
    Tokenizer tokenizer =
        UnigramTrainer.create()
            .specialTokens("<unk>", "ball")
            .train(List.of("ball ball football", "ball ball", "<unk> <unk>"))
            .tokenizer();

    assertThat(Morphology.tokens(tokenizer, "ball")).doesNotContain("ball");
    for (int id = 2; id < tokenizer.vocabularySize(); id++) {
      assertThat(tokenizer.token(id)).isNotIn("<unk>", "ball");
    }
  }

  @Test
  void characters_of_the_initial_alphabet_become_pieces() {
    Tokenizer tokenizer =
        UnigramTrainer.create().initialAlphabet("z\u6F22").train(List.of("abc")).tokenizer();

    assertThat(Morphology.tokens(tokenizer, "z\u6F22")).containsExactly("\u2581", "z", "\u6F22");
  }

  @Test
  void rare_characters_can_be_left_out() {
    Tokenizer tokenizer =
        UnigramTrainer.create().limitAlphabet(3).train(List.of("aaab abxab", "aaa")).tokenizer();

    assertThat(tokenizer.id("x")).isEmpty();
    assertThat(tokenizer.id("ab")).isPresent();
  }

  @Test
  void a_vocabulary_too_small_for_its_characters_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UnigramTrainer.create().vocabularySize(3).train(List.of("abc")))
        .withMessageContainingAll("3", "1 special", "4 single characters", "at least 5");
  }

  @Test
  void a_longest_piece_longer_than_any_word_is_no_limit() {
    UnigramTrainer trainer = UnigramTrainer.create().vocabularySize(60);

    assertThat(trainer.maxPieceLength(Integer.MAX_VALUE).train(Morphology.TEXTS).json())
        .isEqualTo(trainer.maxPieceLength(1000).train(Morphology.TEXTS).json());
  }

  @Test
  void settings_out_of_range_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UnigramTrainer.create().shrinkingFactor(1))
        .withMessageContaining("shrinkingFactor is 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UnigramTrainer.create().shrinkingFactor(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> UnigramTrainer.create().seedSize(0));
  }
}
