package dev.inkstone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.inkstone.engine.model.TinyBert;
import dev.inkstone.error.ContextOverflowException;
import dev.inkstone.error.UnsupportedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmbeddingModelTest {
  private static final List<String> TEXTS =
      List.of("ink", "", "inks and stones", "a", "the very same", "ink 水 x", "stone");

  private static @TempDir Path folder;
  private static Path gguf = Path.of("");
  private static Path transformers = Path.of("");

  @BeforeAll
  static void writeModels() throws IOException {
    TinyBert tiny = new TinyBert(7);
    gguf = tiny.writeGguf(folder);
    transformers = tiny.writeFolder(Files.createDirectory(folder.resolve("tiny-bert")));
  }

  private static List<String> manyTexts() {
    // Ten letters are twelve tokens: several runs.
    return IntStream.range(0, 300)
        .mapToObj(i -> "abcdefghij".substring(i % 10) + TEXTS.get(i % TEXTS.size()))
        .toList();
  }

  @Test
  void any_batch_has_the_bits_of_texts_one_by_one() {
    try (EmbeddingModel model = EmbeddingModel.load(gguf)) {
      List<String> texts = manyTexts();
      List<float[]> together = model.embedAll(texts);
      assertThat(together).hasSameSizeAs(texts);
      for (int i = 0; i < texts.size(); i++) {
        assertThat(model.embed(texts.get(i))).as(texts.get(i)).isEqualTo(together.get(i));
      }
    }
  }

  @Test
  void gguf_and_folder_give_the_same_embeddings() {
    try (EmbeddingModel one = EmbeddingModel.load(gguf);
        EmbeddingModel other = EmbeddingModel.load(transformers)) {
      for (String text : TEXTS) {
        assertThat(other.embed(text)).as(text).isEqualTo(one.embed(text));
      }
    }
  }

  @Test
  void any_number_of_threads_gives_the_same_bits() {
    List<List<float[]>> all = new ArrayList<>();
    for (int threads = 1; threads <= 3; threads++) {
      try (EmbeddingModel model = EmbeddingModel.builder(gguf).threads(threads).build()) {
        all.add(model.embedAll(TEXTS));
      }
    }
    for (int i = 0; i < TEXTS.size(); i++) {
      assertThat(all.get(1).get(i)).isEqualTo(all.get(0).get(i));
      assertThat(all.get(2).get(i)).isEqualTo(all.get(0).get(i));
    }
  }

  @Test
  void callers_at_the_same_time_do_not_disturb_each_other() throws Exception {
    try (EmbeddingModel model = EmbeddingModel.builder(gguf).threads(2).build();
        ExecutorService callers = Executors.newFixedThreadPool(6)) {
      List<float[]> expected = model.embedAll(manyTexts());
      List<Future<List<float[]>>> running =
          IntStream.range(0, 6)
              .mapToObj(i -> callers.submit(() -> model.embedAll(manyTexts())))
              .toList();
      for (Future<List<float[]>> future : running) {
        List<float[]> actual = future.get();
        for (int i = 0; i < expected.size(); i++) {
          assertThat(actual.get(i)).isEqualTo(expected.get(i));
        }
      }
    }
  }

  @Test
  void embeddings_have_length_1_unless_told_otherwise() {
    try (EmbeddingModel unit = EmbeddingModel.load(transformers);
        EmbeddingModel raw = EmbeddingModel.builder(transformers).normalize(false).build()) {
      float[] normal = unit.embed("ink");
      float[] plain = raw.embed("ink");
      assertThat(length(normal)).isCloseTo(1, within(1e-6));
      assertThat(length(plain)).isNotCloseTo(1, within(0.1));
      assertThat(EmbeddingModel.cosine(normal, plain)).isCloseTo(1, within(1e-6));
      assertThat(unit.info().normalized()).isTrue();
      assertThat(raw.info().normalized()).isFalse();
    }
  }

  private static double length(float[] vector) {
    return Math.sqrt(
        IntStream.range(0, vector.length).mapToDouble(i -> vector[i] * vector[i]).sum());
  }

  @ParameterizedTest
  @EnumSource
  void the_builder_chooses_the_pooling(Pooling pooling) {
    try (EmbeddingModel mean = EmbeddingModel.load(gguf);
        EmbeddingModel chosen = EmbeddingModel.builder(gguf).pooling(pooling).build()) {
      assertThat(chosen.info().pooling()).isEqualTo(pooling);
      boolean same = EmbeddingModel.cosine(mean.embed("ink"), chosen.embed("ink")) > 0.9999;
      assertThat(same).isEqualTo(pooling == Pooling.MEAN);
    }
  }

  @Test
  void a_file_that_does_not_say_how_it_pools_needs_the_builder() {
    Path file = folder.resolve("none.gguf");
    new TinyBert(7).gguf().uint32("bert.pooling_type", 0).write(file);
    assertThatThrownBy(() -> EmbeddingModel.load(file))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("none.gguf")
        .hasMessageContaining(".pooling(Pooling.MEAN)");
    try (EmbeddingModel model = EmbeddingModel.builder(file).pooling(Pooling.CLS).build()) {
      assertThat(model.embed("a")).hasSize(TinyBert.HIDDEN);
    }
  }

  @Test
  void long_texts_are_cut_at_their_end_and_keep_their_special_tokens() {
    String longText = "abcdefgh ".repeat(20); // 8 tokens a word
    try (EmbeddingModel model = EmbeddingModel.load(transformers)) {
      assertThat(model.maxTokens()).isEqualTo(TinyBert.FOLDER_TOKENS);
      assertThat(model.countTokens(longText)).isEqualTo(162);
      List<Embedding> both =
          model.embedAll(List.of(longText, longText.substring(0, 42)), EmbeddingOptions.DEFAULT);
      assertThat(both.get(0).truncated()).isTrue();
      assertThat(both.get(0).tokens()).isEqualTo(40);
      assertThat(both.get(1).truncated()).isFalse();
      assertThat(both.get(1).tokens()).isEqualTo(40);
      assertThat(both.get(0).vector()).isEqualTo(both.get(1).vector());
      assertThat(both.get(0)).hasToString("Embedding[32 dimensions, 40 tokens, truncated]");
    }
  }

  @Test
  void long_texts_are_refused_on_demand() {
    try (EmbeddingModel model =
        EmbeddingModel.builder(gguf).maxTokens(5).overflow(TextOverflow.ERROR).build()) {
      assertThat(model.embed("abc")).hasSize(TinyBert.HIDDEN);
      assertThatThrownBy(() -> model.embed("abcd"))
          .isInstanceOf(ContextOverflowException.class)
          .hasMessageContaining("6 tokens, the model reads 5");
    }
  }

  @Test
  void more_tokens_than_positions_are_refused_at_load() {
    EmbeddingModelBuilder builder = EmbeddingModel.builder(gguf).maxTokens(49);
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("maxTokens = 49")
        .hasMessageContaining("48 positions");
  }

  @Test
  void the_builder_names_wrong_numbers() {
    EmbeddingModelBuilder builder = EmbeddingModel.builder(gguf);
    assertThatThrownBy(() -> builder.threads(0)).hasMessageContaining("threads = 0");
    assertThatThrownBy(() -> builder.maxTokens(0)).hasMessageContaining("maxTokens = 0");
  }

  @Test
  void progress_is_told_after_every_run_and_ends_with_all() {
    List<String> reports = new ArrayList<>();
    EmbeddingOptions options =
        EmbeddingOptions.DEFAULT.progress((done, total) -> reports.add(done + "/" + total));
    try (EmbeddingModel model = EmbeddingModel.load(gguf)) {
      model.embedAll(manyTexts(), options);
      assertThat(reports).hasSizeBetween(2, 10).last().isEqualTo("300/300");
      assertThat(model.embedAll(List.of(), options)).isEmpty();
    }
  }

  @Test
  void cancelling_ends_it_between_two_runs() {
    int[] asked = {0};
    EmbeddingOptions options = EmbeddingOptions.DEFAULT.cancelWhen(() -> ++asked[0] == 2);
    try (EmbeddingModel model = EmbeddingModel.load(gguf)) {
      assertThatThrownBy(() -> model.embedAll(manyTexts(), options))
          .isInstanceOf(CancellationException.class)
          .hasMessageMatching("embedding was cancelled after [1-9]\\d* of 300 texts");
      assertThat(model.embed("a")).as("usable afterwards").hasSize(TinyBert.HIDDEN);
    }
  }

  @Test
  void an_interrupt_ends_it_and_stays() {
    try (EmbeddingModel model = EmbeddingModel.load(gguf)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> model.embed("a")).isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void a_closed_model_says_so_and_keeps_its_tokenizer() {
    EmbeddingModel model = EmbeddingModel.load(gguf);
    model.embed("a");
    model.close();
    model.close();
    assertThatThrownBy(() -> model.embed("a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("model is closed");
    assertThat(model.countTokens("ab")).isEqualTo(4);
  }

  @Test
  void each_kind_of_model_is_refused_where_the_other_belongs() {
    assertThatThrownBy(() -> LanguageModel.load(gguf))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("bert.gguf")
        .hasMessageContaining("generates no text")
        .hasMessageContaining("EmbeddingModel");
    Path llama = BytesModelFile.write(folder);
    assertThatThrownBy(() -> EmbeddingModel.load(llama))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("bytes.gguf")
        .hasMessageContaining("LanguageModel");
  }

  @Test
  void info_describes_the_file() {
    List<Long> progress = new ArrayList<>();
    try (EmbeddingModel model =
        EmbeddingModel.builder(gguf)
            .threads(2)
            .progress((done, total) -> progress.add(total - done))
            .build()) {
      EmbeddingModelInfo info = model.info();
      assertThat(info.name()).isEqualTo("Tiny BERT");
      assertThat(info.architecture()).isEqualTo("bert");
      assertThat(info.layers()).isEqualTo(2);
      assertThat(info.dimension()).isEqualTo(TinyBert.HIDDEN).isEqualTo(model.dimension());
      assertThat(info.maxTokens()).isEqualTo(TinyBert.CONTEXT);
      assertThat(info.pooling()).isEqualTo(Pooling.MEAN);
      assertThat(info.overflow()).isEqualTo(TextOverflow.TRUNCATE);
      assertThat(info.tokenizer()).isEqualTo("bert");
      assertThat(info.threads()).isEqualTo(2);
      assertThat(info.bytesByType()).containsEntry("F32", 4 * info.parameters());
      assertThat(progress).isSortedAccordingTo(Comparator.reverseOrder()).last().isEqualTo(0L);
    }
  }

  @Test
  void cosine_of_vectors() {
    assertThat(EmbeddingModel.cosine(new float[] {1, 0}, new float[] {0, 2})).isZero();
    assertThat(EmbeddingModel.cosine(new float[] {1, 1}, new float[] {-2, -2}))
        .isCloseTo(-1, within(1e-12));
    assertThat(EmbeddingModel.cosine(new float[] {0, 0}, new float[] {1, 2})).isZero();
    assertThatThrownBy(() -> EmbeddingModel.cosine(new float[2], new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 and 3 dimensions");
  }

  @Test
  void the_memory_of_an_encoder_is_estimated() {
    MemoryEstimate estimate = MemoryEstimate.of(gguf);
    assertThat(estimate.kvCache()).isZero();
    assertThat(estimate.rotaryTables()).isZero();
    // Peak: two layers of 10 texts of 48 tokens at least hold the input and the inner width twice.
    assertThat(estimate.activations()).isGreaterThan(2L * 480 * (32 + 56) * 4);
    assertThat(estimate.mappedWeights()).isEqualTo(4L * 32 * (57 + 48 + 2));
  }

  @Test
  void a_maximum_without_room_for_text_is_refused_at_load() {
    for (int tokens : new int[] {1, 2}) {
      assertThatThrownBy(() -> EmbeddingModel.builder(gguf).maxTokens(tokens).build())
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "maxTokens = %d, but every text gets 2 special tokens: expected at least 3"
                  .formatted(tokens));
    }
    EmbeddingModel.builder(gguf).maxTokens(3).build().close();
  }
}
