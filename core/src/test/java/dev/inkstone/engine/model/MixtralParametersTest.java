package dev.inkstone.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkstone.engine.format.JsonConfig;
import dev.inkstone.engine.format.StoredTensor;
import dev.inkstone.engine.format.StoredType;
import dev.inkstone.engine.format.TensorFile;
import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.engine.tensor.Weight;
import dev.inkstone.engine.tensor.WeightMemory;
import dev.inkstone.testing.LlamaShape;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sizes of a published model, from its configuration and the recipe alone. */
class MixtralParametersTest {
  private static final LlamaShape SHAPE = new LlamaShape(32_000, 32_768, 4096, 32, 32, 8, 14_336);

  private @TempDir Path folder;

  @Test
  void mixtral_8x7b_has_46_7_billion_parameters_of_which_12_9_are_active() throws IOException {
    Path config = folder.resolve("config.json");
    Files.writeString(
        config,
        """
        {"architectures": ["MixtralForCausalLM"], "hidden_size": 4096, "num_hidden_layers": 32,
         "num_attention_heads": 32, "num_key_value_heads": 8, "intermediate_size": 14336,
         "rms_norm_eps": 1e-05, "vocab_size": 32000, "max_position_embeddings": 32768,
         "rope_theta": 1000000.0, "num_local_experts": 8, "num_experts_per_tok": 2}""");
    Architecture architecture = Architectures.ofHuggingFace("MixtralForCausalLM");
    ModelSetup setup = HuggingFaceSetup.read(JsonConfig.read(config), architecture, 0);
    try (WeightMemory memory = WeightMemory.open(1)) {
      Weights weights =
          new Weights(new UnreadableFile(architecture), memory, architecture.names()::huggingFace);
      architecture.recipe().build(setup, weights);
      weights.requireUnderstood();
      long all = weights.taken().stream().mapToLong(Weight::count).sum();
      assertThat(all).isEqualTo(46_702_792_704L);
      assertThat(all - weights.idleParameters()).isEqualTo(12_879_925_248L);
    }
  }

  /** All tensors of the model, at an address that nobody may read. */
  private static final class UnreadableFile implements TensorFile {
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

    @SuppressWarnings("restricted") // nobody reads what it points to
    UnreadableFile(Architecture architecture) {
      StoredType type = new StoredType("BF16", 1, 2);
      for (LlamaShape.Tensor tensor : SHAPE.tensors(false, false, 8)) {
        String name = architecture.names().huggingFace(tensor.name());
        Shape shape = Shape.of(tensor.dimensions());
        MemorySegment data = MemorySegment.NULL.reinterpret(type.bytesFor(shape.elements()));
        tensors.put(name, new StoredTensor(name, shape, type, data));
      }
    }

    @Override
    public List<Path> files() {
      return List.of();
    }

    @Override
    public Path path() {
      return Path.of("unreadable");
    }

    @Override
    public Collection<StoredTensor> tensors() {
      return tensors.values();
    }

    @Override
    public Optional<StoredTensor> tensor(String name) {
      return Optional.ofNullable(tensors.get(name));
    }

    @Override
    public void close() {}
  }
}
