package dev.inkstone.engine.format;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.files.FileFailures;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An open safetensors model: one file, or a folder with one file or with shards and their index.
 *
 * <p>Opening reads the headers only; tensor data are mapped, take no heap, and may be of any size.
 * A file must not be cut short while it is open: the operating system answers reads past its new
 * end with a fault.
 *
 * <p>Thread-safe. After {@link #close()}, reading tensor data throws IllegalStateException.
 */
public final class SafetensorsFile implements TensorFile {
  static final String SINGLE_FILE = "model.safetensors";
  private static final String SUFFIX = ".safetensors";

  private final Path path;
  private final Arena arena;
  private final List<SafetensorsPart> parts;
  private final Map<String, StoredTensor> tensors;

  private SafetensorsFile(
      Path path, Arena arena, List<SafetensorsPart> parts, Map<String, StoredTensor> tensors) {
    this.path = path;
    this.arena = arena;
    this.parts = List.copyOf(parts);
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /**
   * Opens a safetensors file, an index ({@code model.safetensors.index.json}), or a folder that
   * holds {@code model.safetensors}, an index with its shards, or a single safetensors file of any
   * name.
   *
   * @throws dev.inkstone.error.ModelFormatException if a file is not sound or a shard is missing
   * @throws dev.inkstone.error.InkstoneException if a file cannot be read
   */
  public static SafetensorsFile open(Path fileOrFolder) {
    return open(fileOrFolder, FormatLimits.DEFAULT);
  }

  /** Opens a model as {@link #open(Path)} does, with other bounds on what it may ask for. */
  public static SafetensorsFile open(Path fileOrFolder, FormatLimits limits) {
    Path file = Files.isDirectory(fileOrFolder) ? fileIn(fileOrFolder) : fileOrFolder;
    Arena arena = Arena.ofShared();
    boolean opened = false;
    try {
      SafetensorsFile model =
          file.toString().endsWith(".json")
              ? sharded(fileOrFolder, SafetensorsIndex.read(file, limits), arena, limits)
              : single(fileOrFolder, part(file, arena, limits), arena);
      opened = true;
      return model;
    } finally {
      if (!opened) {
        arena.close();
      }
    }
  }

  private static SafetensorsFile single(Path path, SafetensorsPart part, Arena arena) {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    part.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
    return new SafetensorsFile(path, arena, List.of(part), tensors);
  }

  private static SafetensorsFile sharded(
      Path path, SafetensorsIndex index, Arena arena, FormatLimits limits) {
    List<SafetensorsPart> parts = new ArrayList<>();
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    Map<String, SafetensorsPart> partOf = new HashMap<>();
    for (Path shard : index.shards()) {
      if (!Files.exists(shard)) {
        throw new ModelFormatException(
            index.file() + ": a shard is missing, expected it at " + shard);
      }
      SafetensorsPart part = part(shard, arena, limits);
      parts.add(part);
      for (StoredTensor tensor : part.tensors()) {
        tensors.put(tensor.name(), tensor);
        SafetensorsPart other = partOf.put(tensor.name(), part);
        if (other != null) {
          String name = Malformed.quote(tensor.name());
          throw Malformed.in(shard, "tensor " + name + " is also in " + other.file());
        }
      }
    }
    index.check(partOf);
    return new SafetensorsFile(path, arena, parts, tensors);
  }

  private static SafetensorsPart part(Path file, Arena arena, FormatLimits limits) {
    return SafetensorsParser.parse(file, MappedFiles.map(file, arena), limits);
  }

  /** The safetensors file or index to open in a folder. */
  private static Path fileIn(Path folder) {
    for (String name : List.of(SINGLE_FILE, SafetensorsIndex.FILE_NAME)) {
      if (Files.exists(folder.resolve(name))) {
        return folder.resolve(name);
      }
    }
    List<Path> files = filesIn(folder);
    if (files.size() != 1) {
      throw new ModelFormatException(
          "%s holds %d safetensors files, expected %s, %s, or a single one of any name"
              .formatted(folder, files.size(), SINGLE_FILE, SafetensorsIndex.FILE_NAME));
    }
    return files.getFirst();
  }

  /** Whether a file of this name is a safetensors file or the index of several. */
  static boolean isModelName(String name) {
    return name.endsWith(SUFFIX) || name.equals(SafetensorsIndex.FILE_NAME);
  }

  private static List<Path> filesIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    } catch (IOException e) {
      throw FileFailures.of("list", folder, e);
    }
  }

  /** The strings under {@code __metadata__}; of shards, those of the first that has any. */
  public Map<String, String> metadata() {
    return parts.stream()
        .map(SafetensorsPart::metadata)
        .filter(metadata -> !metadata.isEmpty())
        .findFirst()
        .orElse(Map.of());
  }

  /** The safetensors files of the model, in the order of the index. */
  @Override
  public List<Path> files() {
    return parts.stream().map(SafetensorsPart::file).toList();
  }

  /** The folder whose JSON files describe the model. */
  public Path folder() {
    Path parent = path.toAbsolutePath().getParent();
    return Files.isDirectory(path) || parent == null ? path : parent;
  }

  /**
   * The {@code config.json} of the folder.
   *
   * @throws ModelFormatException if it is missing or malformed
   */
  public JsonConfig configuration() {
    Path file = folder().resolve("config.json");
    if (Files.notExists(file)) {
      throw new ModelFormatException(
          file + " is missing: safetensors files do not say what model they hold");
    }
    return JsonConfig.read(file);
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

  /** Unmaps the files; closing again does nothing. */
  @Override
  public synchronized void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  @Override
  public String toString() {
    return "safetensors model " + path + " with " + tensors.size() + " tensors";
  }
}
