package dev.inkstone.finetune.autograd;

import dev.inkstone.engine.format.StoredTensor;
import dev.inkstone.engine.format.StoredType;
import dev.inkstone.engine.format.TensorFile;
import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.engine.tensor.Weight;
import dev.inkstone.testing.LlamaShape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** A model file that is only in memory. */
final class MemoryFile implements TensorFile {
  private final LinkedHashMap<String, StoredTensor> tensors = new LinkedHashMap<>();

  /** A file of seeded random tensors. */
  static MemoryFile random(List<LlamaShape.Tensor> tensors, RandomWeights random) {
    MemoryFile file = new MemoryFile();
    for (LlamaShape.Tensor tensor : tensors) {
      String name = tensor.name();
      file.add(
          switch (tensor.role()) {
            case EMBEDDING, MATRIX -> random.matrix(name, tensor.rows(), tensor.columns());
            case NORM -> random.gain(name, tensor.rows());
            case BIAS -> random.bias(name, tensor.rows());
          });
    }
    return file;
  }

  private void add(Weight weight) {
    Shape shape = weight.rows() == 1 ? Shape.of(weight.columns()) : weight.shape();
    tensors.put(
        weight.name(),
        new StoredTensor(weight.name(), shape, new StoredType("F32", 1, 4), weight.data()));
  }

  @Override
  public List<Path> files() {
    return List.of();
  }

  @Override
  public Path path() {
    return Path.of("memory");
  }

  @Override
  public Collection<StoredTensor> tensors() {
    return new ArrayList<>(tensors.values());
  }

  @Override
  public Optional<StoredTensor> tensor(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  @Override
  public void close() {}
}
