package dev.inkstone.tokenizer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.inkstone.tokenizer.EncodeOptions;
import dev.inkstone.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BpeTrainerTest {
  @TempDir Path folder;

  private static BpeTrainer byteLevel(int merges) {
    return BpeTrainer.byteLevel().vocabularySize(256 + merges);
  }

  @Test
  void unhappiness_becomes_un_happi_ness() {
    Tokenizer tokenizer = byteLevel(200).minFrequency(2).train(Morphology.TEXTS).tokenizer();

    assertThat(Morphology.tokens(tokenizer, "unhappiness")).containsExactly("un", "happi", "ness");
  }

  @Test
  void any_text_comes_back_from_bytes() {
    Tokenizer tokenizer = byteLevel(20).train(List.of("a b", "ab ab")).tokenizer();
    String text = "Ünï 漢字 \uD83D\uDE80\n\t  z\u0000";

    assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
  }

  @Test
  void special_tokens_get_the_first_ids() {
    Tokenizer tokenizer =
        byteLevel(3).specialTokens("<|endoftext|>", "<|pad|>").train(List.of("abc")).tokenizer();

    assertThat(tokenizer.token(0)).isEqualTo("<|endoftext|>");
    assertThat(tokenizer.token(1)).isEqualTo("<|pad|>");
    assertThat(tokenizer.encode("<|pad|>", EncodeOptions.PARSE_SPECIAL)).containsExactly(1);
    assertThat(tokenizer.encode("<|pad|>")).hasSizeGreaterThan(1);
    assertThat(tokenizer.specialTokens().endOfGeneration()).containsExactly(0);
  }

  @Test
  void begin_and_end_go_around_texts_that_ask_for_them() {
    for (BpeTrainer trainer : List.of(BpeTrainer.byteLevel(), BpeTrainer.characters())) {
      Tokenizer tokenizer =
          trainer.beginToken("<s>").endToken("</s>").train(List.of("a b")).tokenizer();
      int begin = tokenizer.id("<s>").orElseThrow();
      int end = tokenizer.id("</s>").orElseThrow();

      int[] ids = tokenizer.encode("a", EncodeOptions.ADD_SPECIAL);

      assertThat(ids).startsWith(begin).endsWith(end).hasSize(tokenizer.count("a") + 2);
      assertThat(tokenizer.specialTokens().bos()).hasValue(begin);
      assertThat(tokenizer.specialTokens().eos()).hasValue(end);
    }
  }

  @Test
  void characters_spell_spaces_and_read_strangers_as_unknown() {
    Tokenizer tokenizer =
        BpeTrainer.characters().vocabularySize(30).train(List.of("low lower lowest")).tokenizer();

    assertThat(Morphology.tokens(tokenizer, "low lowz"))
        .containsExactly("\u2581low", "\u2581low", "<unk>");
    assertThat(tokenizer.decode(tokenizer.encode("lowest low"))).isEqualTo("lowest low");
  }

  @Test
  void byte_fallback_loses_no_character() {
    Tokenizer tokenizer =
        BpeTrainer.characters().byteFallback().train(List.of("low lower")).tokenizer();

    assertThat(tokenizer.decode(tokenizer.encode("low 漢z"))).isEqualTo("low 漢z");
    assertThat(Morphology.tokens(tokenizer, "z")).containsExactly("\u2581", "<0x7A>");
    assertThatIllegalStateException().isThrownBy(() -> BpeTrainer.byteLevel().byteFallback());
  }

  @Test
  void a_saved_tokenizer_is_the_same_when_loaded() throws IOException {
    TrainedTokenizer trained = byteLevel(60).train(Morphology.TEXTS);
    Files.writeString(folder.resolve("tokenizer.json"), "old");

    trained.save(folder);

    Tokenizer loaded = Tokenizer.load(folder);
    assertThat(loaded.vocabularySize()).isEqualTo(trained.tokenizer().vocabularySize());
    for (String text : Morphology.TEXTS) {
      assertThat(loaded.encode(text)).isEqualTo(trained.tokenizer().encode(text));
    }
    assertThat(Files.readString(folder.resolve("tokenizer.json"))).isEqualTo(trained.json());
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void the_order_of_texts_and_what_is_set_first_do_not_matter() {
    List<String> shuffled = new ArrayList<>(Morphology.TEXTS);
    Collections.shuffle(shuffled, new Random(7));

    String first = byteLevel(80).specialTokens("<|x|>").minFrequency(2).train(shuffled).json();
    String second =
        BpeTrainer.byteLevel()
            .minFrequency(2)
            .specialTokens("<|x|>")
            .vocabularySize(336)
            .train(Morphology.TEXTS.stream())
            .json();

    assertThat(first).isEqualTo(second);
  }

  @Test
  void the_vocabulary_has_the_size_asked_for_or_what_the_texts_give() {
    assertThat(byteLevel(10).train(Morphology.TEXTS).tokenizer().vocabularySize()).isEqualTo(266);
    assertThat(byteLevel(10).train(List.of("abc")).tokenizer().vocabularySize()).isEqualTo(258);
  }

  @Test
  void a_vocabulary_too_small_for_its_characters_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                BpeTrainer.byteLevel()
                    .vocabularySize(100)
                    .specialTokens("<|a|>", "<|b|>")
                    .train(List.of("text")))
        .withMessageContainingAll("100", "2 special", "256 single", "at least 258");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BpeTrainer.characters().vocabularySize(3).train(List.of("abc")))
        .withMessageContaining("at least 5");
  }

  @Test
  void texts_without_words_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BpeTrainer.byteLevel().train(List.of("", "")))
        .withMessageContaining("no text to learn from");
  }

  @Test
  void settings_out_of_range_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BpeTrainer.byteLevel().vocabularySize(0))
        .withMessage("vocabularySize is 0, expected at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BpeTrainer.byteLevel().minFrequency(-1))
        .withMessage("minFrequency is -1, expected at least 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BpeTrainer.byteLevel().specialTokens("a", ""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BpeTrainer.characters().specialTokens("a").train(List.of("a b")))
        .withMessageContaining("'a'");
  }

  @Test
  void the_alphabet_can_be_limited_and_extended() {
    Tokenizer limited =
        BpeTrainer.characters().limitAlphabet(2).train(List.of("aaaa bbz")).tokenizer();
    Tokenizer extended =
        BpeTrainer.characters().initialAlphabet("q").train(List.of("aaaa bb")).tokenizer();

    assertThat(limited.id("z")).isEmpty();
    assertThat(limited.id("a")).isPresent();
    assertThat(extended.id("q")).isPresent();
  }

  @Test
  void a_limit_below_what_is_wanted_in_any_case_is_refused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> BpeTrainer.byteLevel().limitAlphabet(100).train(List.of("a")))
        .withMessageContainingAll("100", "256");
  }

  @Test
  void rare_pairs_and_long_tokens_can_be_excluded() {
    List<String> texts = List.of("abab", "abab", "cd");
    Tokenizer frequent = byteLevel(50).minFrequency(2).train(texts).tokenizer();
    Tokenizer small = byteLevel(50).maxTokenLength(2).train(texts).tokenizer();

    assertThat(frequent.id("cd")).isEmpty();
    assertThat(frequent.id("abab")).isPresent();
    assertThat(small.id("cd")).isPresent();
    assertThat(small.id("abab")).isEmpty();
  }
}
