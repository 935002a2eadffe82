package dev.inkstone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.engine.model.LoadOptions;
import dev.inkstone.engine.model.LoadedModel;
import dev.inkstone.error.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real model file through the front door. */
class LoadedLanguageModelTest {
  private static final GenerationOptions SEEDED =
      GenerationOptions.builder()
          .seed(9)
          .temperature(1)
          .maxTokens(30)
          .ignoreEndOfSequence(true)
          .build();

  private @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() {
    file = BytesModelFile.write(folder);
  }

  @Test
  void seeded_text_does_not_depend_on_the_number_of_threads() {
    List<String> texts = new ArrayList<>();
    for (int threads = 1; threads <= 3; threads++) {
      try (LanguageModel model = LanguageModel.builder(file).threads(threads).build()) {
        texts.add(model.generate("once upon a time", SEEDED).text());
      }
    }
    assertThat(texts).allMatch(texts.getFirst()::equals).doesNotContain("");
  }

  @Test
  void a_load_from_packed_weights_says_the_same_and_reports_its_end() throws IOException {
    List<String> texts = new ArrayList<>();
    List<Long> reports = new ArrayList<>();
    for (int load = 0; load < 2; load++) {
      reports.clear();
      try (LanguageModel model =
          LanguageModel.builder(file)
              .packCache()
              .progress((done, total) -> reports.add(total - done))
              .build()) {
        texts.add(model.generate("once upon a time", SEEDED).text());
      }
    }
    assertThat(texts.getLast()).isEqualTo(texts.getFirst()).isNotEmpty();
    assertThat(reports).containsExactly(0L); // nothing was packed
    assertThat(folder.toFile().list((place, name) -> name.endsWith(".panels"))).hasSize(1);
  }

  @Test
  void packed_weights_go_into_a_folder_of_choice() {
    Path chosen = folder.resolve("cache");
    LanguageModel.builder(file).packCache(chosen).build().close();
    assertThat(chosen.toFile().list()).hasSize(1);
  }

  /** What compiled kernels give is compared with the first call's in a JVM of their own. */
  @Test
  void a_load_without_warm_up_says_the_same() {
    List<String> texts = new ArrayList<>();
    for (boolean warmUp : new boolean[] {false, true}) {
      try (LanguageModel model = LanguageModel.builder(file).warmUp(warmUp).build()) {
        texts.add(model.generate("once upon a time", SEEDED).text());
      }
    }
    assertThat(texts.getLast()).isEqualTo(texts.getFirst()).isNotEmpty();
  }

  @Test
  void chat_with_a_reused_cache_says_what_a_fresh_cache_says() {
    GenerationOptions options = GenerationOptions.builder().temperature(0).maxTokens(4).build();
    try (LanguageModel model =
        LanguageModel.builder(file).contextLength(200).kvCache(KvCacheType.F32).build()) {
      Chat chat = model.chat("be kind");
      chat.send("hello", options);
      Completion second = chat.send("again", options);
      Chat fresh = model.chat(chat.messages().subList(0, 3));
      Completion same = fresh.send("again", options);
      assertThat(second.reusedTokens()).isGreaterThan("be kind hello".length());
      assertThat(same.reusedTokens()).isZero();
      assertThat(same.text()).isEqualTo(second.text());
      assertThat(same.promptTokens()).isEqualTo(second.promptTokens());
    }
  }

  @Test
  void template_of_the_builder_replaces_that_of_the_file() {
    GenerationOptions options = SEEDED.toBuilder().maxTokens(1).build();
    try (LanguageModel model =
        LanguageModel.builder(file).chatTemplate("{{ messages[0].content }}x").build()) {
      assertThat(model.chat().send("abc", options).promptTokens())
          .isEqualTo(model.generate("abcx", options).promptTokens());
    }
  }

  @Test
  void info_describes_the_file() {
    try (LanguageModel model = LanguageModel.builder(file).threads(2).build()) {
      ModelInfo info = model.info();
      assertThat(info.name()).isEqualTo("Bytes");
      assertThat(info.architecture()).isEqualTo("llama");
      assertThat(info.layers()).isEqualTo(BytesModelFile.LAYERS);
      assertThat(info.vocabularySize()).isEqualTo(BytesModelFile.VOCABULARY);
      assertThat(info.contextLength()).isEqualTo(BytesModelFile.CONTEXT);
      assertThat(info.tokenizer()).isEqualTo("llama");
      assertThat(info.hasChatTemplate()).isTrue();
      assertThat(info.threads()).isEqualTo(2);
      assertThat(info.tensorBytes()).isEqualTo(4 * info.parameters());
    }
  }

  @Test
  void a_model_without_a_name_has_that_of_its_file() throws IOException {
    Path unnamed = BytesModelFile.write(Files.createDirectory(folder.resolve("unnamed")), "");
    try (LanguageModel model = LanguageModel.load(unnamed)) {
      assertThat(model.info().name()).isEqualTo("bytes.gguf");
    }
  }

  @Test
  void progress_ends_with_everything_done() {
    List<Long> done = new ArrayList<>();
    List<Long> totals = new ArrayList<>();
    LanguageModel.builder(file)
        .progress(
            (doneBytes, totalBytes) -> {
              done.add(doneBytes);
              totals.add(totalBytes);
            })
        .build()
        .close();
    assertThat(done).isSorted().startsWith(0L).endsWith(totals.getLast());
    assertThat(totals).doesNotContain(0L);
  }

  @Test
  void file_can_be_deleted_after_close_and_the_model_says_it_is_closed() throws IOException {
    LanguageModel model = LanguageModel.load(file);
    TokenStream stream = model.stream("abc", SEEDED);
    assertThat(stream.iterator().hasNext()).isTrue();
    model.close();
    Files.delete(file);
    assertThatThrownBy(() -> stream.forEach(text -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("model is closed");
    stream.close();
  }

  @Test
  void missing_and_broken_files_are_named() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.gguf"), "GGUFnot really");
    assertThatThrownBy(() -> LanguageModel.load(broken))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("broken.gguf");
    assertThatThrownBy(() -> LanguageModel.load(folder.resolve("missing.gguf")))
        .hasMessageContaining("missing.gguf");
  }

  @Test
  void builder_rejects_wrong_arguments_with_their_values() {
    LanguageModelBuilder builder = LanguageModel.builder(file);
    assertThatThrownBy(() -> builder.contextLength(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("contextLength = 0");
    assertThatThrownBy(() -> builder.threads(-1)).hasMessageContaining("threads = -1");
  }

  @Test
  void rows_that_the_tokenizer_does_not_know_are_never_sampled() {
    GenerationOptions wild =
        GenerationOptions.builder()
            .seed(1)
            .temperature(4)
            .topK(0)
            .maxTokens(40)
            .ignoreEndOfSequence(true)
            .build();
    Path padded = BytesModelFile.writeRows(folder, 8 * BytesModelFile.VOCABULARY);
    try (LanguageModel model = LanguageModel.load(padded)) {
      assertThat(model.generate("once", wild).completionTokens()).isEqualTo(40);
    }
  }

  @Test
  void a_tokenizer_of_more_tokens_than_there_are_rows_is_refused_at_load() {
    Path missingRow = BytesModelFile.writeRows(folder, BytesModelFile.VOCABULARY - 1);
    assertThatThrownBy(() -> LanguageModel.load(missingRow))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("bytes.gguf: the tokenizer has 286 tokens")
        .hasMessageContaining("embeddings of 285 only");
  }

  @Test
  void a_small_model_is_not_worth_a_warm_up() {
    try (LoadedModel model = LoadedModel.open(file, new LoadOptions(1, 0))) {
      assertThat(KernelWarmUp.pays(model)).isFalse();
    }
  }
}
