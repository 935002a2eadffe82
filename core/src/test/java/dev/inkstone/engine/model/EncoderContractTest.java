package dev.inkstone.engine.model;

import static dev.inkstone.engine.model.Logits.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.engine.tensor.DryRunOps;
import dev.inkstone.engine.tensor.EagerOps;
import dev.inkstone.engine.tensor.Pooling;
import dev.inkstone.engine.tensor.Sequences;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.error.ContextOverflowException;
import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an encoder must hold, on a tiny random BERT. */
class EncoderContractTest {
  private static final long SEED = 20_261_125;
  private static final int[] TOKENS = {2, 9, 40, 33, 3, 2, 3, 2, 7, 7, 56, 12, 30, 22, 41, 18, 3};
  private static final int[] LENGTHS = {5, 2, 10};

  private final TinyBert tiny = new TinyBert(SEED);

  private @TempDir Path folder;

  private static LoadedModel load(Path path, int threads) {
    return LoadedModel.load(path, new LoadOptions(threads, 0));
  }

  private static float[] states(LoadedModel model, int[] ids, int... lengths) {
    try (EagerOps ops = model.newOps()) {
      return model.encoder().forward(ops, ids, Sequences.of(lengths)).toArray();
    }
  }

  @Test
  void texts_together_have_the_bits_of_each_alone() {
    try (LoadedModel model = load(tiny.writeGguf(folder), 2)) {
      float[] together = states(model, TOKENS, LENGTHS);
      int start = 0;
      for (int length : LENGTHS) {
        int[] ids = Arrays.copyOfRange(TOKENS, start, start + length);
        assertThat(states(model, ids, length))
            .as("%d tokens from %d on", length, start)
            .isEqualTo(
                Arrays.copyOfRange(
                    together, start * TinyBert.HIDDEN, (start + length) * TinyBert.HIDDEN));
        start += length;
      }
    }
  }

  @Test
  void every_position_sees_those_after_it() {
    try (LoadedModel model = load(tiny.writeGguf(folder), 1)) {
      int[] changed = TOKENS.clone();
      changed[3] = 50;
      float[] before = states(model, TOKENS, LENGTHS);
      float[] after = states(model, changed, LENGTHS);
      for (int row = 0; row < TOKENS.length; row++) {
        int from = row * TinyBert.HIDDEN;
        boolean same = Arrays.mismatch(before, from, from + 8, after, from, from + 8) < 0;
        assertThat(same).as("row %d, other text", row).isEqualTo(row >= LENGTHS[0]);
      }
    }
  }

  @Test
  void gguf_and_folder_give_the_same_states() throws IOException {
    Path hf = tiny.writeFolder(Files.createDirectory(folder.resolve("hf")));
    try (LoadedModel gguf = load(tiny.writeGguf(folder), 2);
        LoadedModel other = load(hf, 2)) {
      assertThat(states(other, TOKENS, LENGTHS)).isEqualTo(states(gguf, TOKENS, LENGTHS));
      assertThat(gguf.embedding().pooling()).contains(Pooling.MEAN);
      assertThat(gguf.embedding().maxTokens()).isEqualTo(TinyBert.CONTEXT);
      assertThat(other.embedding().pooling()).contains(Pooling.MEAN);
      assertThat(other.embedding().maxTokens()).isEqualTo(TinyBert.FOLDER_TOKENS);
    }
  }

  @Test
  void results_are_bit_equal_for_any_number_of_threads() {
    Path file = tiny.writeGguf(folder);
    float[] expected;
    try (LoadedModel model = load(file, 1)) {
      expected = states(model, TOKENS, LENGTHS);
    }
    for (int threads = 2; threads <= 4; threads++) {
      try (LoadedModel model = load(file, threads)) {
        assertThat(states(model, TOKENS, LENGTHS)).as("%d threads", threads).isEqualTo(expected);
      }
    }
  }

  @Test
  void results_do_not_change_as_the_code_gets_hot() {
    try (LoadedModel model = load(tiny.writeGguf(folder), 2);
        EagerOps ops = model.newOps()) {
      float[] first = states(model, TOKENS, LENGTHS);
      for (int round = 0; round < 300; round++) {
        float[] again = model.encoder().forward(ops, TOKENS, Sequences.of(LENGTHS)).toArray();
        assertThat(again).as("round %d", round).isEqualTo(first);
      }
    }
  }

  @Test
  void a_dry_run_foretells_shapes_and_memory() {
    try (LoadedModel model = load(tiny.writeGguf(folder), 2);
        EagerOps ops = model.newOps()) {
      Sequences sequences = Sequences.of(LENGTHS);
      DryRunOps dry = new DryRunOps();
      Tensor foretold = model.encoder().forward(dry, TOKENS, sequences);
      Tensor real = model.encoder().forward(ops, TOKENS, sequences);
      assertThat(foretold.shape()).isEqualTo(real.shape());
      assertThat(dry.pool(foretold, sequences, Pooling.MEAN).shape())
          .isEqualTo(ops.pool(real, sequences, Pooling.MEAN).shape());
      assertThat(dry.peakBytes()).isPositive();
      // The arenas grow in blocks of a megabyte at least, so a tiny model holds two of them.
      assertThat(ops.bytes()).isBetween(dry.peakBytes(), dry.peakBytes() + 2 * (1 << 20));
    }
  }

  @Test
  void every_tensor_of_the_file_is_used() {
    try (LoadedModel model = load(tiny.writeGguf(folder), 1)) {
      assertThat(model.parameters())
          .isEqualTo(model.file().tensors().stream().mapToLong(t -> t.shape().elements()).sum());
    }
  }

  @Test
  void texts_longer_than_the_position_table_are_rejected() {
    try (LoadedModel model = load(tiny.writeGguf(folder), 1)) {
      assertThatThrownBy(() -> states(model, new int[49], 49))
          .isInstanceOf(ContextOverflowException.class)
          .hasMessageContaining("49 tokens, the model reads 48");
    }
  }

  @Test
  void an_encoder_is_no_decoder_and_says_so() {
    try (LoadedModel model = load(tiny.writeGguf(folder), 1)) {
      assertThatThrownBy(model::decoder)
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageContaining("bert.gguf")
          .hasMessageContaining("load it with EmbeddingModel");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "config.json; \"gelu\"; \"gelu_new\"; hidden_act 'gelu_new'",
        "modules.json; models.Normalize; models.Dense; Dense",
        "1_Pooling/config.json; \"pooling_mode_max_tokens\": false; \"pooling_mode_max_tokens\": true;"
            + " [mean_tokens, max_tokens]",
        "1_Pooling/config.json; \"pooling_mode_mean_tokens\": true; \"pooling_mode_mean_tokens\": false;"
            + " pooling modes []"
      })
  void what_the_folder_wants_and_this_version_lacks_is_named(
      String file, String good, String bad, String named) throws IOException {
    Path changed = tiny.writeFolder(folder).resolve(file);
    String text = Files.readString(changed);
    assertThat(text).contains(good);
    Files.writeString(changed, text.replace(good, bad));
    assertThatThrownBy(
            () -> {
              try (LoadedModel model = load(folder, 1)) {
                model.embedding();
              }
            })
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining(named);
  }

  @ParameterizedTest
  @CsvSource({
    "cls_token, FIRST",
    "mean_tokens, MEAN",
    "lasttoken, LAST",
  })
  void pooling_is_read_from_the_folder(String mode, Pooling pooling) throws IOException {
    tiny.writeFolder(folder);
    TinyBert.writePooling(folder, mode);
    try (LoadedModel model = load(folder, 1)) {
      assertThat(model.embedding().pooling()).contains(pooling);
      assertThat(model.embedding().normalized()).isTrue();
    }
  }

  @Test
  void a_folder_without_modules_does_not_say_how_it_pools() throws IOException {
    Files.delete(tiny.writeFolder(folder).resolve("modules.json"));
    try (LoadedModel model = load(folder, 1)) {
      assertThat(model.embedding().pooling()).isEmpty();
      assertThat(model.embedding().normalized()).isTrue();
    }
  }

  @Test
  void a_module_outside_the_folder_is_rejected() throws IOException {
    Path modules = tiny.writeFolder(folder).resolve("modules.json");
    Files.writeString(modules, Files.readString(modules).replace("1_Pooling", "../other"));
    try (LoadedModel model = load(folder, 1)) {
      assertThatThrownBy(model::embedding)
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("'../other' leaves the folder");
    }
  }

  @ParameterizedTest
  @CsvSource({"0, ''", "1, MEAN", "2, FIRST", "3, LAST", "4, ''"})
  void pooling_is_read_from_gguf(int type, String pooling) {
    Path file = folder.resolve("pooling.gguf");
    tiny.gguf().uint32("bert.pooling_type", type).write(file);
    try (LoadedModel model = load(file, 1)) {
      assertThat(model.embedding().pooling().map(Pooling::name).orElse("")).isEqualTo(pooling);
    }
  }

  @Test
  void means_are_means() {
    try (LoadedModel model = load(tiny.writeGguf(folder), 1);
        EagerOps ops = model.newOps()) {
      Sequences sequences = Sequences.of(LENGTHS);
      Tensor x = model.encoder().forward(ops, TOKENS, sequences);
      float[] mean = ops.pool(x, sequences, Pooling.MEAN).toArray();
      float[] last = ops.pool(x, sequences, Pooling.LAST).toArray();
      float[] expected = new float[TinyBert.HIDDEN];
      float[] end = new float[TinyBert.HIDDEN];
      for (int i = 0; i < TinyBert.HIDDEN; i++) {
        expected[i] = (x.get(5, i) + x.get(6, i)) / 2;
        end[i] = x.get(6, i);
      }
      int second = TinyBert.HIDDEN;
      assertClose(Arrays.copyOfRange(mean, second, 2 * second), expected, 1e-7f);
      assertThat(Arrays.copyOfRange(last, second, 2 * second)).isEqualTo(end);
    }
  }
}
