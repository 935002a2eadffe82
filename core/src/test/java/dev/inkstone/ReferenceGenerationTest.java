package dev.inkstone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.testing.GoldenData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Greedy text of a small trained model against that of another program. */
class ReferenceGenerationTest {
  private static final String FOLDER = "reference/models/stories260K/";
  private static final GenerationOptions GREEDY =
      GenerationOptions.builder().temperature(0).ignoreEndOfSequence(true).build();

  @Test
  void greedy_text_equals_the_reference() throws IOException {
    try (LanguageModel model = model(KvCacheType.F32)) {
      for (JsonNode prompt : prompts()) {
        Completion completion = model.generate(text(prompt), options(prompt));
        assertThat(completion.completionTokens()).isEqualTo(prompt.get("n_generate").asInt());
        assertThat(completion.promptTokens()).isEqualTo(prompt.get("prompt_ids_with_bos").size());
        assertThat(" " + text(prompt) + completion.text())
            .isEqualTo(prompt.get("full_text").asText());
        assertThat(completion.finishReason()).isEqualTo(FinishReason.MAX_TOKENS);
      }
    }
  }

  @Test
  void binary16_cache_starts_as_the_reference_does() throws IOException {
    try (LanguageModel model = model(KvCacheType.F16)) {
      for (JsonNode prompt : prompts()) {
        GenerationOptions options = GREEDY.toBuilder().maxTokens(32).build();
        assertThat(prompt.get("full_text").asText())
            .startsWith(" " + text(prompt) + model.generate(text(prompt), options).text());
      }
    }
  }

  @Test
  void greedy_ids_equal_the_reference() throws IOException {
    try (LanguageModel model = model(KvCacheType.F32)) {
      for (JsonNode prompt : prompts()) {
        List<Integer> history = new ArrayList<>();
        GenerationOptions watched =
            options(prompt).toBuilder()
                .processor(
                    (tokens, count, logits) -> {
                      history.clear();
                      for (int i = 0; i < count; i++) {
                        history.add(tokens[i]);
                      }
                    })
                .build();
        model.generate(text(prompt), watched);
        // the last processor call saw everything but the last token
        List<Integer> expected = new ArrayList<>();
        prompt.get("prompt_ids_with_bos").forEach(id -> expected.add(id.asInt()));
        prompt.get("generated_ids").forEach(id -> expected.add(id.asInt()));
        assertThat(history).isEqualTo(expected.subList(0, expected.size() - 1));
      }
    }
  }

  @Test
  void prompts_at_once_on_shared_workers_get_the_reference_text() throws Exception {
    try (LanguageModel model = model(KvCacheType.F32);
        ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Callable<String>> tasks = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      for (JsonNode prompt : prompts()) {
        String text = text(prompt);
        GenerationOptions options = options(prompt);
        tasks.add(() -> " " + text + model.generate(text, options).text());
        expected.add(prompt.get("full_text").asText());
      }
      List<String> actual = new ArrayList<>();
      for (Future<String> result : threads.invokeAll(tasks)) {
        actual.add(result.get());
      }
      assertThat(actual).isEqualTo(expected);
    }
  }

  @Test
  void seeded_text_does_not_depend_on_the_number_of_threads() {
    Path path = GoldenData.path(FOLDER + "stories260K.gguf");
    GenerationOptions seeded = GenerationOptions.builder().seed(3).maxTokens(60).build();
    List<String> texts = new ArrayList<>();
    for (int threads = 1; threads <= 3; threads++) {
      try (LanguageModel model = LanguageModel.builder(path).threads(threads).build()) {
        texts.add(model.generate("Once upon a time", seeded).text());
      }
    }
    assertThat(texts).allMatch(texts.getFirst()::equals).doesNotContain("");
  }

  @Test
  void sliding_window_tells_stories_longer_than_the_context() {
    Path path = GoldenData.path(FOLDER + "stories260K.gguf");
    GenerationOptions options =
        GREEDY.toBuilder().promptOverflow(PromptOverflow.SLIDING_WINDOW).maxTokens(300).build();
    try (LanguageModel model = LanguageModel.load(path)) {
      assertThat(model.contextLength()).isEqualTo(128);
      Completion completion = model.generate("Once upon a time", options);
      assertThat(completion.completionTokens()).isEqualTo(300);
      assertThat(completion.finishReason()).isEqualTo(FinishReason.MAX_TOKENS);
      assertThat(model.generate("Once upon a time", GREEDY).text())
          .isNotEmpty()
          .satisfies(text -> assertThat(completion.text()).startsWith(text));
    }
  }

  @Test
  void info_describes_the_file() {
    try (LanguageModel model = model(KvCacheType.F16)) {
      ModelInfo info = model.info();
      assertThat(info.architecture()).isEqualTo("llama");
      assertThat(info.layers()).isEqualTo(5);
      assertThat(info.hidden()).isEqualTo(64);
      assertThat(info.vocabularySize()).isEqualTo(512);
      assertThat(info.trainedContextLength()).isEqualTo(128);
      assertThat(info.contextLength()).isEqualTo(512);
      assertThat(info.hasChatTemplate()).isFalse();
      assertThat(info.tensorBytes()).isEqualTo(4 * info.parameters());
      assertThat(info.bytesByType()).containsOnlyKeys("F32");
    }
  }

  private static LanguageModel model(KvCacheType type) {
    Path path = GoldenData.path(FOLDER + "stories260K.gguf");
    return LanguageModel.builder(path).contextLength(512).kvCache(type).build();
  }

  private static GenerationOptions options(JsonNode prompt) {
    return GREEDY.toBuilder().maxTokens(prompt.get("n_generate").asInt()).build();
  }

  private static List<JsonNode> prompts() throws IOException {
    List<JsonNode> prompts = new ArrayList<>();
    GoldenData.json(FOLDER + "golden.json").get("prompts").forEach(prompts::add);
    assertThat(prompts).hasSize(3);
    return prompts;
  }

  private static String text(JsonNode prompt) {
    return prompt.get("text").asText();
  }
}
