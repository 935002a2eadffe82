package dev.inkstone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkstone.engine.model.LoadOptions;
import dev.inkstone.engine.model.LoadedModel;
import dev.inkstone.engine.tensor.EagerOps;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.testing.GoldenData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mixture of experts through the front door. */
class MixtralGenerationTest {
  private static final GenerationOptions GREEDY =
      GenerationOptions.builder().temperature(0).ignoreEndOfSequence(true).maxTokens(24).build();

  private @TempDir Path folder;

  @Test
  void greedy_tokens_are_those_of_the_whole_sequence_read_at_once() {
    Path path = GoldenData.path("reference/arch/mixtral.gguf");
    List<Integer> generated = new ArrayList<>();
    int[] prompt = {0};
    try (LanguageModel model =
        LanguageModel.builder(path).contextLength(64).kvCache(KvCacheType.F32).build()) {
      GenerationOptions watched =
          GREEDY.toBuilder()
              .processor(
                  (tokens, count, logits) -> {
                    prompt[0] = prompt[0] == 0 ? count : prompt[0];
                    generated.clear();
                    Arrays.stream(tokens, 0, count).forEach(generated::add);
                  })
              .build();
      assertThat(model.generate("Hello world", watched).completionTokens()).isEqualTo(24);
    }
    // the processor saw all but the last token
    int[] sequence = generated.stream().mapToInt(Integer::intValue).toArray();
    assertThat(sequence).hasSize(prompt[0] + 23);
    try (LoadedModel model = LoadedModel.load(path, new LoadOptions(2, 64));
        EagerOps ops = model.newOps()) {
      Tensor logits = model.decoder().forward(ops, sequence, 0, sequence.length, null, false);
      for (int i = prompt[0] - 1; i < sequence.length - 1; i++) {
        assertThat(best(logits, i)).as("token %d", i + 1).isEqualTo(sequence[i + 1]);
      }
    }
  }

  @Test
  void seeded_text_does_not_depend_on_the_number_of_threads() {
    Path path = BytesModelFile.writeMixture(folder);
    GenerationOptions seeded = GenerationOptions.builder().seed(3).maxTokens(30).build();
    List<String> texts = new ArrayList<>();
    for (int threads = 1; threads <= 4; threads++) {
      try (LanguageModel model = LanguageModel.builder(path).threads(threads).build()) {
        texts.add(model.generate("once", seeded).text());
      }
    }
    assertThat(texts).allMatch(texts.getFirst()::equals).doesNotContain("");
  }

  @Test
  void info_tells_all_parameters_from_the_active_ones() {
    Path path = BytesModelFile.writeMixture(folder);
    try (LanguageModel model = LanguageModel.load(path)) {
      ModelInfo info = model.info();
      assertThat(info.architecture()).isEqualTo("mixtral");
      assertThat(info.tensorBytes()).isEqualTo(4 * info.parameters());
      // 2 layers, 2 experts of 4 not used, 3 matrices
      assertThat(info.parameters() - info.activeParameters()).isEqualTo(2 * 2 * 3 * 48 * 32);
    }
  }

  private static int best(Tensor logits, int row) {
    int best = 0;
    for (int i = 1; i < logits.columns(); i++) {
      best = logits.get(row, i) > logits.get(row, best) ? i : best;
    }
    return best;
  }
}
