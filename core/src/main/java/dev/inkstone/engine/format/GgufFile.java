package dev.inkstone.engine.format;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An open GGUF model: one file, or all parts of a split one.
 *
 * <p>Opening reads the header only; tensor data are mapped, take no heap, and may be of any size. A
 * file must not be cut short while it is open: the operating system answers reads past its new end
 * with a fault.
 *
 * <p>Thread-safe. After {@link #close()}, reading tensor data throws IllegalStateException.
 */
public final class GgufFile implements TensorFile {
  private final Path path;
  private final Arena arena;
  private final List<GgufPart> parts;
  private final Map<String, StoredTensor> tensors;

  private GgufFile(Path path, Arena arena, List<GgufPart> parts) {
    this.path = path;
    this.arena = arena;
    this.parts = List.copyOf(parts);
    this.tensors = Collections.unmodifiableMap(merged(parts));
  }

  /**
   * Opens a GGUF file; of a split model, any part opens all of it.
   *
   * @throws dev.inkstone.error.ModelFormatException if the file is not a sound GGUF file, or a part
   *     is missing
   * @throws dev.inkstone.error.InkstoneException if it cannot be read
   */
  public static GgufFile open(Path file) {
    return open(file, FormatLimits.DEFAULT);
  }

  /** Opens a GGUF file as {@link #open(Path)} does, with other bounds on what it may ask for. */
  public static GgufFile open(Path file, FormatLimits limits) {
    Arena arena = Arena.ofShared();
    boolean opened = false;
    try {
      GgufFile model = new GgufFile(file, arena, parts(file, arena, limits));
      opened = true;
      return model;
    } finally {
      if (!opened) {
        arena.close();
      }
    }
  }

  private static List<GgufPart> parts(Path file, Arena arena, FormatLimits limits) {
    GgufPart part = part(file, arena, limits);
    if (GgufSplit.count(part) == 1) {
      return List.of(part);
    }
    List<GgufPart> parts = new ArrayList<>();
    for (Path sibling : GgufSplit.files(part)) {
      parts.add(sibling.equals(file) ? part : part(sibling, arena, limits));
    }
    GgufSplit.check(parts);
    return parts;
  }

  private static GgufPart part(Path file, Arena arena, FormatLimits limits) {
    return GgufParser.parse(file, MappedFiles.map(file, arena), limits);
  }

  private static Map<String, StoredTensor> merged(List<GgufPart> parts) {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (GgufPart part : parts) {
      for (StoredTensor tensor : part.tensors()) {
        if (tensors.put(tensor.name(), tensor) != null) {
          String name = Malformed.quote(tensor.name());
          throw Malformed.in(part.file(), "tensor " + name + " is also in another part");
        }
      }
    }
    return tensors;
  }

  /** The format version, 2 or 3. */
  public int version() {
    return parts.getFirst().version();
  }

  /** The alignment of tensor data in the file, in bytes. */
  public int alignment() {
    return parts.getFirst().alignment();
  }

  /**
   * The metadata; of a split model, those of its first part, which carries all but part numbers.
   */
  public Metadata metadata() {
    return parts.getFirst().metadata();
  }

  /** The files of the model, first part first. */
  @Override
  public List<Path> files() {
    return parts.stream().map(GgufPart::file).toList();
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public Collection<StoredTensor> tensors() {
    return tensors.values();
  }

  @Override
  public Optional<StoredTensor> tensor(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /** Unmaps the file; closing again does nothing. */
  @Override
  public synchronized void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  @Override
  public String toString() {
    return "GGUF model " + path + " with " + tensors.size() + " tensors";
  }
}
