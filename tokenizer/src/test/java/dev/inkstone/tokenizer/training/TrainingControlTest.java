package dev.inkstone.tokenizer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.inkstone.error.InkstoneException;
import dev.inkstone.tokenizer.training.TrainingProgress.Phase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingControlTest {
  @TempDir Path folder;

  static Stream<TokenizerTrainer<?>> trainers() {
    return Stream.of(
        BpeTrainer.byteLevel().vocabularySize(300),
        BpeTrainer.characters().vocabularySize(60),
        WordPieceTrainer.create().vocabularySize(60),
        UnigramTrainer.create().vocabularySize(60));
  }

  @ParameterizedTest
  @MethodSource("trainers")
  void phases_come_in_order_and_each_reaches_its_end(TokenizerTrainer<?> trainer) {
    List<Report> reports = new ArrayList<>();
    trainer.progress((phase, done, total) -> reports.add(new Report(phase, done, total)));

    trainer.train(Morphology.TEXTS);

    assertThat(reports).isSortedAccordingTo((a, b) -> a.phase().compareTo(b.phase()));
    for (Phase phase : Phase.values()) {
      List<Report> own = reports.stream().filter(report -> report.phase() == phase).toList();
      assertThat(own).isSortedAccordingTo((a, b) -> Long.compare(a.done(), b.done()));
      assertThat(own).allMatch(report -> report.done() <= report.total());
      assertThat(own.getLast().done()).isEqualTo(own.getLast().total());
    }
  }

  @ParameterizedTest
  @MethodSource("trainers")
  void cancelling_ends_training_wherever_it_is(TokenizerTrainer<?> trainer) {
    AtomicInteger asked = new AtomicInteger();
    trainer.cancelWhen(() -> asked.incrementAndGet() < 0).train(Morphology.TEXTS);
    int times = asked.get();
    for (int at = 1; at <= times; at++) {
      AtomicInteger left = new AtomicInteger(at);
      trainer.cancelWhen(() -> left.decrementAndGet() == 0);

      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(() -> trainer.train(Morphology.TEXTS));
    }
    trainer.cancelWhen(() -> false);
    assertThat(trainer.train(Morphology.TEXTS).tokenizer().vocabularySize()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("trainers")
  void files_iterables_and_streams_give_the_same(TokenizerTrainer<?> trainer) throws IOException {
    List<String> lines =
        List.of("happier and happily\n", "sad\u00E9 \uD83D\uDE80 sadness\n", "end");
    Path first = Files.writeString(folder.resolve("a.txt"), lines.get(0) + lines.get(1));
    Path second = Files.writeString(folder.resolve("b.txt"), lines.get(2));

    String expected = trainer.train(lines).json();

    assertThat(trainer.train(first, second).json()).isEqualTo(expected);
    assertThat(trainer.train(lines.stream()).json()).isEqualTo(expected);
    byte[] utf8 = String.join("", lines).getBytes(StandardCharsets.UTF_8);
    assertThat(trainer.train(new ByteArrayInputStream(utf8)).json()).isEqualTo(expected);
  }

  static Stream<TokenizerTrainer<?>> trainersWithBytes() {
    return Stream.of(
        BpeTrainer.characters().byteFallback(), UnigramTrainer.create().byteFallback());
  }

  @ParameterizedTest
  @MethodSource("trainersWithBytes")
  void a_special_token_spelled_like_a_byte_is_refused(TokenizerTrainer<?> trainer) {
    trainer.specialTokens("<unk>", "<0x41>");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.train(Morphology.TEXTS))
        .withMessageContaining("special token '<0x41>' is also the token of a byte");
  }

  @Test
  void progress_over_files_counts_bytes() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "\u6F22\u5B57 ab\n".repeat(50_000));
    List<Long> done = new ArrayList<>();
    BpeTrainer trainer =
        BpeTrainer.byteLevel()
            .progress(
                (phase, at, total) -> {
                  if (phase == Phase.READING) {
                    done.add(at);
                    assertThat(total).isEqualTo(500_000);
                  }
                });

    trainer.train(file);

    assertThat(done).hasSizeGreaterThan(3).isSorted().endsWith(500_000L);
  }

  @Test
  void a_line_without_end_is_read_in_parts() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "\uD83D\uDE80".repeat(700_000));

    TrainedTokenizer trained = BpeTrainer.characters().vocabularySize(3).train(file);

    assertThat(trained.tokenizer().id("\uD83D\uDE80")).isPresent();
  }

  @Test
  void what_is_not_utf8_is_refused_with_its_place() throws IOException {
    byte[] latin1 = "tea\ncaf\u00E9 au lait".getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(folder.resolve("a.txt"), latin1);

    assertThatExceptionOfType(InkstoneException.class)
        .isThrownBy(() -> BpeTrainer.characters().train(file))
        .withMessageContainingAll("a.txt", "byte 7, on line 2, is not UTF-8");
    assertThatExceptionOfType(InkstoneException.class)
        .isThrownBy(() -> BpeTrainer.characters().train(new ByteArrayInputStream(latin1)))
        .withMessageContaining("byte 7, on line 2");
  }

  @Test
  void characters_over_the_end_of_a_buffer_are_whole_and_the_place_behind_is_right()
      throws IOException {
    for (int before = 65_530; before < 65_540; before++) {
      byte[] text = ("a".repeat(before) + "\uD83D\uDE80").getBytes(StandardCharsets.UTF_8);
      assertThat(
              BpeTrainer.characters()
                  .vocabularySize(4)
                  .train(new ByteArrayInputStream(text))
                  .tokenizer()
                  .id("\uD83D\uDE80"))
          .isPresent();
      byte[] cut = Arrays.copyOf(text, text.length - 1);
      Path file = Files.write(folder.resolve("cut.txt"), cut);
      assertThatExceptionOfType(InkstoneException.class)
          .isThrownBy(() -> BpeTrainer.characters().train(file))
          .withMessageContaining("byte %d, on line 1".formatted(before));
    }
  }

  @Test
  void a_missing_file_is_named() {
    assertThatExceptionOfType(InkstoneException.class)
        .isThrownBy(() -> BpeTrainer.byteLevel().train(folder.resolve("none.txt")))
        .withMessageContaining("none.txt");
  }

  @Test
  void a_file_that_cannot_be_written_leaves_nothing_behind() throws IOException {
    TrainedTokenizer trained = BpeTrainer.byteLevel().train(List.of("a"));
    Path target = Files.createDirectories(folder.resolve("tokenizer.json").resolve("inside"));

    assertThatExceptionOfType(InkstoneException.class)
        .isThrownBy(() -> trained.save(folder.resolve("none").resolve("x.json")))
        .withMessageContaining("x.json");
    assertThatExceptionOfType(InkstoneException.class).isThrownBy(() -> trained.save(folder));

    assertThat(target).isEmptyDirectory();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("tokenizer.json"));
    }
  }

  private record Report(Phase phase, long done, long total) {}

  @Test
  void a_byte_order_mark_at_the_start_of_a_file_is_no_text() throws IOException {
    Path plain = Files.writeString(folder.resolve("plain.txt"), "ink ink");
    Path marked = Files.writeString(folder.resolve("marked.txt"), "\uFEFFink ink");

    BpeTrainer trainer = BpeTrainer.characters().vocabularySize(10);

    assertThat(trainer.train(marked).json()).isEqualTo(trainer.train(plain).json());
    assertThat(trainer.train(plain, marked).tokenizer().id("\uFEFF")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("mergingTrainers")
  void a_run_of_one_character_gives_tokens_that_can_be_read(
      MergeTrainer<?> trainer, String character) {
    TrainedTokenizer trained =
        trainer.maxTokenLength(1 << 20).train(List.of(character.repeat(120_000)));

    assertThat(trained.tokenizer().vocabularySize()).isLessThan(300);
  }

  static Stream<Arguments> mergingTrainers() {
    Arguments words = Arguments.of(WordPieceTrainer.create(), "a");
    return Stream.concat(
        Stream.of(words),
        Stream.of("-", "\u0000", "\u4E00", "\uD83D\uDE00")
            .flatMap(
                character ->
                    Stream.of(
                        Arguments.of(BpeTrainer.byteLevel(), character),
                        Arguments.of(BpeTrainer.characters(), character))));
  }

  @Test
  void a_null_is_named() {
    BpeTrainer trainer = BpeTrainer.byteLevel();

    assertThatNullPointerException()
        .isThrownBy(() -> trainer.train(withNull("a")))
        .withMessage("a text");
    assertThatNullPointerException()
        .isThrownBy(() -> trainer.specialTokens(withNull("a").toArray(String[]::new)))
        .withMessage("specialTokens: a token");
  }

  /** As callers without a null checker make it. */
  @SuppressWarnings("NullAway")
  private static List<String> withNull(String text) {
    return Arrays.asList(text, null);
  }
}
