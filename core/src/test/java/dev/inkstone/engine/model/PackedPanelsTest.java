package dev.inkstone.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkstone.engine.format.GgmlTypes;
import dev.inkstone.engine.format.GgufFile;
import dev.inkstone.engine.format.GgufWriter;
import dev.inkstone.engine.format.Mappings;
import dev.inkstone.engine.format.StoredTensor;
import dev.inkstone.engine.format.TensorContent;
import dev.inkstone.engine.quant.BlockFormat;
import dev.inkstone.engine.quant.BlockFormats;
import dev.inkstone.engine.tensor.CacheType;
import dev.inkstone.engine.tensor.Weight;
import dev.inkstone.testing.LlamaShape;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packed weights in a file: the same results, and never from the wrong file. */
class PackedPanelsTest {
  private static final LlamaShape SHAPE = new LlamaShape(40, 64, 32, 2, 4, 2, 64);
  private static final int[] TOKENS = {1, 39, 7, 7, 0, 23, 14, 5, 31, 8, 2, 19, 36};
  private static final FileTime TIME = FileTime.fromMillis(1_700_000_000_000L);

  private @TempDir Path folder;

  /** A model whose matrices have {@code type}; equal seeds, equal files. */
  private Path write(String name, String type, long seed) throws IOException {
    BlockFormat format = BlockFormats.byName(type);
    Path file = folder.resolve(name);
    try (GgufFile plain = GgufFile.open(TinyModel.llama(SHAPE, seed).writeGguf(folder))) {
      GgufWriter writer = new GgufWriter().metadata(plain.metadata());
      for (StoredTensor tensor : plain.tensors()) {
        if (tensor.shape().rank() == 1) {
          writer.tensor(tensor);
        } else {
          float[] values = tensor.data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
          MemorySegment bytes =
              MemorySegment.ofArray(new byte[(int) format.bytesFor(values.length)]);
          format.encode(values, 0, values.length, bytes, 0);
          writer.tensor(
              tensor.name(),
              tensor.shape(),
              GgmlTypes.byName(type).orElseThrow(),
              TensorContent.of(bytes));
        }
      }
      writer.write(file);
    }
    Files.delete(folder.resolve("model.gguf"));
    Files.setLastModifiedTime(file, TIME);
    return file;
  }

  private static LoadedModel open(Path file) {
    return LoadedModel.open(file, new LoadOptions(2, 0));
  }

  private static PackedPanels beside(LoadedModel model) {
    return PackedPanels.of(model, Optional.empty()).orElseThrow();
  }

  private static float[] logits(LoadedModel model) {
    return Logits.of(model, TOKENS, CacheType.F32, 7);
  }

  /** Packs, keeps the panels and returns the logits. */
  private static float[] packed(Path file) {
    try (LoadedModel model = open(file)) {
      float[] logits = logits(model);
      beside(model).save();
      return logits;
    }
  }

  private static boolean restores(Path file) {
    try (LoadedModel model = open(file)) {
      return beside(model).restore();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"F32", "F16", "Q4_0", "Q8_0", "Q5_1", "IQ4_NL"})
  void mapped_panels_give_the_same_logits_bit_for_bit(String type) throws IOException {
    Path file = write("tiny.gguf", type, 1);
    float[] expected = packed(file);
    try (LoadedModel model = open(file)) {
      assertThat(model.matrices()).noneMatch(Weight::isPacked);
      assertThat(beside(model).restore()).isTrue();
      assertThat(model.matrices()).allMatch(Weight::isPacked);
      assertThat(model.matrices()).allMatch(matrix -> matrix.panels().isMapped());
      assertThat(logits(model)).isEqualTo(expected);
    }
  }

  @Test
  void another_model_of_the_same_size_and_time_is_told_apart() throws IOException {
    Path file = write("tiny.gguf", "Q8_0", 1);
    float[] first = packed(file);
    write("tiny.gguf", "Q8_0", 2);
    assertThat(restores(file)).isFalse();
    float[] second = packed(file);
    assertThat(second).isNotEqualTo(first);
    assertThat(restores(file)).isTrue();
  }

  @Test
  void a_model_file_written_again_is_told_by_its_time() throws IOException {
    Path file = write("tiny.gguf", "Q8_0", 1);
    packed(file);
    Files.setLastModifiedTime(file, FileTime.fromMillis(TIME.toMillis() + 1));
    assertThat(restores(file)).isFalse();
    Files.setLastModifiedTime(file, TIME);
    assertThat(restores(file)).isTrue();
  }

  @Test
  void what_is_cut_short_or_no_file_is_replaced_or_done_without() throws IOException {
    Path file = write("tiny.gguf", "Q4_0", 1);
    float[] expected = packed(file);
    Path panels;
    try (LoadedModel model = open(file)) {
      panels = beside(model).path();
      Files.write(panels, new byte[100]);
      assertThat(beside(model).restore()).isFalse();
      assertThat(logits(model)).isEqualTo(expected);
      beside(model).save();
    }
    assertThat(restores(file)).isTrue();
    Files.delete(panels);
    Files.createDirectories(panels.resolve("inside"));
    try (LoadedModel model = open(file)) {
      assertThat(beside(model).restore()).isFalse();
      beside(model).save(); // logs that it cannot
      assertThat(logits(model)).isEqualTo(expected);
    }
    assertThat(panels).isDirectory();
  }

  @Test
  void a_folder_that_cannot_be_made_is_done_without() throws IOException {
    Path file = write("tiny.gguf", "Q4_0", 1);
    try (LoadedModel model = open(file)) {
      PackedPanels panels = PackedPanels.of(model, Optional.of(file)).orElseThrow(); // no folder
      assertThat(panels.restore()).isFalse();
      panels.save();
      assertThat(logits(model)).isNotEmpty();
    }
    assertThat(folder.toFile().list()).containsExactly("tiny.gguf");
  }

  @Test
  void models_of_one_name_do_not_meet_in_a_common_folder() throws IOException {
    Path first = write("tiny.gguf", "Q4_0", 1);
    Path second = Files.createDirectory(folder.resolve("other")).resolve("tiny.gguf");
    Files.copy(first, second);
    Optional<Path> common = Optional.of(folder.resolve("cache/of/panels"));
    try (LoadedModel a = open(first);
        LoadedModel b = open(second)) {
      PackedPanels.of(a, common).orElseThrow().save();
      PackedPanels.of(b, common).orElseThrow().save();
    }
    assertThat(common.orElseThrow().toFile().list()).hasSize(2);
    try (LoadedModel a = open(first)) {
      assertThat(PackedPanels.of(a, common).orElseThrow().restore()).isTrue();
    }
  }

  @Test
  void many_may_write_and_read_at_once() throws Exception {
    Path file = write("tiny.gguf", "Q8_0", 1);
    float[] expected = packed(file);
    Callable<float[]> load =
        () -> {
          try (LoadedModel model = open(file)) {
            if (!beside(model).restore()) {
              throw new IllegalStateException("half a file was seen");
            }
            float[] logits = logits(model);
            beside(model).save();
            return logits;
          }
        };
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Future<float[]>> loads = pool.invokeAll(Collections.nCopies(12, load));
      for (Future<float[]> result : loads) {
        assertThat(result.get()).isEqualTo(expected);
      }
    }
    assertThat(folder.toFile().list()).hasSize(2);
  }

  @Test
  void closing_the_model_unmaps_the_file() throws IOException {
    Path file = write("tiny.gguf", "Q4_0", 1);
    packed(file);
    Path panels;
    try (LoadedModel model = open(file)) {
      panels = beside(model).path();
      assertThat(beside(model).restore()).isTrue();
      assertThat(Mappings.of(panels)).isNotEmpty();
    }
    assertThat(Mappings.of(panels)).isEmpty();
  }

  @Test
  void a_folder_of_hugging_face_keeps_its_panels_inside() throws IOException {
    TinyModel.llama(SHAPE, 3).writeHuggingFace(folder, Long.MAX_VALUE);
    float[] expected = packed(folder);
    try (LoadedModel model = open(folder)) {
      assertThat(beside(model).path()).hasParent(folder.toAbsolutePath()).exists();
      assertThat(beside(model).restore()).isTrue();
      assertThat(logits(model)).isEqualTo(expected);
    }
  }

  @Test
  void a_weight_that_is_changed_is_packed_anew() throws IOException {
    Path file = write("tiny.gguf", "F32", 1);
    packed(file);
    try (LoadedModel model = open(file)) {
      assertThat(beside(model).restore()).isTrue();
      Weight weight = model.matrices().getFirst();
      weight.changed();
      assertThat(weight.panels().isMapped()).isFalse();
    }
  }
}
