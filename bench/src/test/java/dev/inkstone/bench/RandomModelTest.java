package dev.inkstone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkstone.engine.format.GgmlTypes;
import dev.inkstone.engine.format.GgufFile;
import dev.inkstone.engine.model.LoadOptions;
import dev.inkstone.engine.model.LoadedModel;
import dev.inkstone.engine.quant.BlockFormats;
import dev.inkstone.engine.tensor.CacheType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RandomModelTest {
  private static final long SEED = 11;

  /**
   * The least that formats of 256-weight blocks allow: kernels are slow before they are compiled.
   */
  private static final ModelShape SMALLEST =
      new ModelShape(1, 256, 256, 4, 2, RandomVocabulary.LEAST_TOKENS, 64);

  @TempDir private Path folder = Path.of("");

  static Stream<String> formats() {
    return BlockFormats.all().stream()
        .map(format -> format.name())
        .filter(name -> GgmlTypes.byName(name).isPresent());
  }

  @ParameterizedTest
  @MethodSource("formats")
  void a_model_of_every_format_decodes_finite_logits(String format) {
    Path file = write(format, SEED);
    try (LoadedModel model = LoadedModel.load(file, new LoadOptions(2, 32));
        GreedyDecoding decoding = new GreedyDecoding(model, CacheType.F16, 32)) {
      // Decoding throws where a logit is not finite.
      int token = decoding.prefill(new int[] {1, 2, 3, 4, 5});
      for (int i = 0; i < 3; i++) {
        token = decoding.decode(token);
        assertThat(token).isBetween(0, SMALLEST.vocabulary() - 1);
      }
    }
  }

  @Test
  void all_matrices_have_the_format_and_norms_are_floats() {
    try (GgufFile file = GgufFile.open(write("Q4_0", SEED))) {
      assertThat(file.tensors())
          .hasSize(2 + 9 * SMALLEST.layers())
          .allSatisfy(
              tensor ->
                  assertThat(tensor.type().name())
                      .isEqualTo(tensor.shape().rank() == 2 ? "Q4_0" : "F32"));
    }
    assertThat(ModelFacts.of(folder.resolve("Q4_0-" + SEED + ".gguf")).type()).isEqualTo("Q4_0");
  }

  @Test
  void the_seed_decides_the_file() throws IOException {
    byte[] first = Files.readAllBytes(write("Q8_0", SEED));

    assertThat(Files.readAllBytes(write("Q8_0", SEED))).isEqualTo(first);
    assertThat(Files.readAllBytes(write("Q8_0", SEED + 1))).isNotEqualTo(first);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void closing_a_model_takes_its_mapping_away() throws IOException {
    MemoryProbe.Result result = MemoryProbe.measure(write("F16", SEED).toRealPath(), true);

    assertThat(result.mappingsOpen()).isPositive();
    assertThat(result.mappingsClosed()).isZero();
  }

  private Path write(String format, long seed) {
    Path file = folder.resolve(format + "-" + seed + ".gguf");
    RandomModel.write(SMALLEST, BlockFormats.byName(format), seed, file);
    return file;
  }
}
