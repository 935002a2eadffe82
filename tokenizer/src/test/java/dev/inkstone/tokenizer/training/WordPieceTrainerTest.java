package dev.inkstone.tokenizer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.inkstone.tokenizer.EncodeOptions;
import dev.inkstone.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordPieceTrainerTest {
  @TempDir Path folder;

  @Test
  void playing_football_becomes_play_ing_football() {
    Tokenizer tokenizer =
        WordPieceTrainer.create().minFrequency(2).train(Morphology.TEXTS).tokenizer();

    assertThat(Morphology.tokens(tokenizer, "playing football"))
        .containsExactly("play", "##ing", "football");
    assertThat(tokenizer.decode(tokenizer.encode("playing football")))
        .isEqualTo("playing football");
  }

  @Test
  void by_likelihood_it_comes_out_as_well() {
    Tokenizer tokenizer =
        WordPieceTrainer.create()
            .byLikelihood()
            .minFrequency(3)
            .train(Morphology.TEXTS)
            .tokenizer();

    assertThat(Morphology.tokens(tokenizer, "playing football"))
        .containsExactly("play", "##ing", "football");
  }

  @Test
  void likelihood_prefers_parts_that_only_occur_together() {
    List<String> texts = List.of("qu", "ab", "ab", "ab", "a", "a", "a", "b", "b", "b", "xb", "xb");
    WordPieceTrainer frequent = WordPieceTrainer.create().vocabularySize(14);
    WordPieceTrainer likely = WordPieceTrainer.create().vocabularySize(14).byLikelihood();

    assertThat(frequent.train(texts).tokenizer().id("ab")).isPresent();
    assertThat(frequent.train(texts).tokenizer().id("qu")).isEmpty();
    assertThat(likely.train(texts).tokenizer().id("qu")).isPresent();
    assertThat(likely.train(texts).tokenizer().id("ab")).isEmpty();
  }

  @Test
  void special_tokens_are_those_of_bert() {
    Tokenizer tokenizer = WordPieceTrainer.create().train(List.of("a b")).tokenizer();

    assertThat(Morphology.tokens(tokenizer, "a z")).containsExactly("a", "[UNK]");
    assertThat(tokenizer.encode("a", EncodeOptions.ADD_SPECIAL))
        .containsExactly(2, tokenizer.id("a").orElseThrow(), 3);
    assertThat(tokenizer.token(4)).isEqualTo("[MASK]");
  }

  @Test
  void the_unknown_token_is_there_in_any_case() {
    Tokenizer tokenizer =
        WordPieceTrainer.create()
            .specialTokens("[PAD]")
            .beginToken("")
            .endToken("")
            .train(List.of("a b"))
            .tokenizer();

    assertThat(tokenizer.token(0)).isEqualTo("[UNK]");
    assertThat(tokenizer.token(1)).isEqualTo("[PAD]");
    assertThat(tokenizer.encode("q", EncodeOptions.ADD_SPECIAL)).containsExactly(0);
  }

  @Test
  void letters_are_lower_cased_unless_told_otherwise() {
    assertThat(WordPieceTrainer.create().train(List.of("Ab")).tokenizer().id("A")).isEmpty();
    Tokenizer cased = WordPieceTrainer.create().lowercase(false).train(List.of("Ab")).tokenizer();

    assertThat(Morphology.tokens(cased, "Ab")).containsExactly("Ab");
    assertThat(Morphology.tokens(cased, "ab")).containsExactly("[UNK]");
  }

  @Test
  void a_vocabulary_too_small_for_its_characters_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WordPieceTrainer.create().vocabularySize(7).train(List.of("abc")))
        .withMessageContainingAll("7", "5 special", "5 single characters", "at least 10");
  }

  @Test
  void a_special_token_spelled_like_a_continuing_character_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> WordPieceTrainer.create().specialTokens("[UNK]", "##b").train(List.of("ab")))
        .withMessageContaining("special token '##b' is also a character of the texts");
  }

  @Test
  void a_saved_tokenizer_is_the_same_when_loaded() {
    TrainedTokenizer trained = WordPieceTrainer.create().train(Morphology.TEXTS);
    Path file = folder.resolve("words.json");

    trained.save(file);

    Tokenizer loaded = Tokenizer.load(file);
    for (String text : Morphology.TEXTS) {
      assertThat(loaded.encode(text)).isEqualTo(trained.tokenizer().encode(text));
    }
  }
}
