package dev.inkstone.engine.format;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * An open model file, or set of files that make one model: named tensors, memory-mapped.
 *
 * <p>Thread-safe. Closing releases the mapping; tensors must not be used afterwards.
 */
public interface TensorFile extends AutoCloseable {

  /** The file or folder that was opened, for messages. */
  Path path();

  /** The files that hold the tensors. */
  List<Path> files();

  /** All tensors, in file order. */
  Collection<StoredTensor> tensors();

  /** The tensor called {@code name}. */
  Optional<StoredTensor> tensor(String name);

  @Override
  void close();
}
