package dev.inkstone.tokenizer.efficiency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextSizeTest {

  @ParameterizedTest
  @CsvSource({
    "en, 'Don''t: 3.14, well.', 18, 18, 3",
    "en, 🙂 ok, 4, 7, 1",
    "zh, 人人生而自由。, 7, 21, 0",
    "ja, りんごが三つ, 6, 18, 0",
    "ko, 모든 인간은, 6, 16, 2",
    "th, มนุษย์เกิดมา, 12, 36, 3",
    "stdin, มนุษย์เกิดมา, 12, 36, 0",
    "en, ..., 3, 3, 0"
  })
  void counts_characters_bytes_and_words(
      String language, String text, long characters, long bytes, long words) {
    assertThat(TextSize.of(language, List.of(text)))
        .isEqualTo(new TextSize(characters, bytes, words));
  }
}
