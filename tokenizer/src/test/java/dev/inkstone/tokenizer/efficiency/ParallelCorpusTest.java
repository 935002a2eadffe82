package dev.inkstone.tokenizer.efficiency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.error.ModelFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParallelCorpusTest {
  @TempDir Path folder;

  @Test
  void the_sample_has_the_same_sentences_in_every_language() {
    ParallelCorpus sample = ParallelCorpus.sample();
    assertThat(sample.languages()).startsWith("en", "zh").doesNotHaveDuplicates();
    for (String language : sample.languages()) {
      assertThat(sample.lines(language)).as(language).hasSize(7);
      for (String line : sample.lines(language)) {
        assertThat(line).matches("\\S.*[.。]");
        assertThat(Normalizer.isNormalized(line, Normalizer.Form.NFC)).as(line).isTrue();
      }
    }
  }

  @Test
  void keeps_languages_in_the_order_they_came() {
    ParallelCorpus corpus =
        ParallelCorpus.builder().text("zh", "水").text("en", "water").text("de", "Wasser").build();
    assertThat(corpus.languages()).containsExactly("zh", "en", "de");
    assertThat(corpus.lines("en")).containsExactly("water");
  }

  @Test
  void a_file_is_one_text_without_its_mark_and_last_line_break() throws IOException {
    Path file = folder.resolve("a.txt");
    Files.writeString(file, "\uFEFFone\r\n\r\ntwo\r\n");
    ParallelCorpus corpus = ParallelCorpus.builder().file("en", file).build();
    assertThat(corpus.lines("en")).containsExactly("one\r\n\r\ntwo");
  }

  @Test
  void refuses_files_that_are_not_utf_8_or_not_there() throws IOException {
    Path file = folder.resolve("latin.txt");
    Files.write(file, "été".getBytes(StandardCharsets.ISO_8859_1));
    ParallelCorpus.Builder builder = ParallelCorpus.builder();
    assertThatThrownBy(() -> builder.file("fr", file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("latin.txt is not UTF-8");
    assertThatThrownBy(() -> builder.file("fr", folder.resolve("none.txt")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(folder.resolve("none.txt") + " does not exist");
  }

  @Test
  void refuses_what_is_not_parallel() {
    ParallelCorpus.Builder ragged =
        ParallelCorpus.builder().lines("en", List.of("a", "b")).lines("zh", List.of("一"));
    assertThatThrownBy(ragged::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("en 2, zh 1");
    assertThatThrownBy(() -> ragged.text("en", "again"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two texts in 'en'");
    assertThatThrownBy(() -> ragged.lines("de", List.of("", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'de' is empty");
    assertThatThrownBy(() -> ParallelCorpus.builder().build())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ParallelCorpus.sample().lines("xx"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'xx'")
        .hasMessageContaining("zh");
  }
}
