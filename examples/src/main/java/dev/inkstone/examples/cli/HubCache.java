package dev.inkstone.examples.cli;

import dev.inkstone.engine.format.GgufFile;
import dev.inkstone.engine.format.JsonConfig;
import dev.inkstone.engine.model.Architectures;
import dev.inkstone.error.InkstoneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Models that Hugging Face's tools have downloaded to this machine: {@code
 * models--owner--name/snapshots/revision/}.
 *
 * @param folder the cache
 */
record HubCache(Path folder) {
  private static final String PART = "-of-";
  private static final String FIRST_PART = "-00001-of-";

  /** The cache that the environment names, in the order Hugging Face's libraries look. */
  static HubCache of(Shell shell) {
    return new HubCache(
        shell
            .variable("HF_HUB_CACHE")
            .map(Path::of)
            .or(() -> shell.variable("HF_HOME").map(home -> Path.of(home, "hub")))
            .or(
                () ->
                    shell
                        .variable("XDG_CACHE_HOME")
                        .map(cache -> Path.of(cache, "huggingface", "hub")))
            .orElseGet(() -> shell.home().resolve(Path.of(".cache", "huggingface", "hub"))));
  }

  /** A model on disk. */
  private record Candidate(Path path, long bytes) {}

  /** The smallest supported model of at most {@code bytes}; the first by path among equals. */
  Optional<Path> smallest(long bytes) {
    return snapshots().stream()
        .flatMap(snapshot -> candidates(snapshot).stream())
        .filter(candidate -> candidate.bytes() > 0 && candidate.bytes() <= bytes)
        .sorted(Comparator.comparingLong(Candidate::bytes).thenComparing(Candidate::path))
        .map(Candidate::path)
        .filter(HubCache::supported)
        .findFirst();
  }

  private List<Path> snapshots() {
    List<Path> snapshots = new ArrayList<>();
    for (Path model : list(folder)) {
      if (String.valueOf(model.getFileName()).startsWith("models--")) {
        snapshots.addAll(list(model.resolve("snapshots")));
      }
    }
    return snapshots;
  }

  private static List<Candidate> candidates(Path snapshot) {
    List<Path> files = list(snapshot);
    List<Candidate> candidates = new ArrayList<>();
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      if (name.endsWith(".gguf") && (!name.contains(PART) || name.contains(FIRST_PART))) {
        candidates.add(new Candidate(file, size(parts(files, name))));
      }
    }
    List<Path> shards =
        files.stream().filter(file -> file.toString().endsWith(".safetensors")).toList();
    if (!shards.isEmpty()
        && Files.exists(snapshot.resolve("config.json"))
        && Files.exists(snapshot.resolve("tokenizer.json"))) {
      candidates.add(new Candidate(snapshot, size(shards)));
    }
    return candidates;
  }

  /** All parts of a split file, or the file itself. */
  private static List<Path> parts(List<Path> files, String name) {
    int split = name.indexOf(FIRST_PART);
    return files.stream()
        .filter(
            file -> {
              String other = String.valueOf(file.getFileName());
              return split < 0
                  ? other.equals(name)
                  : other.startsWith(name.substring(0, split)) && other.contains(PART);
            })
        .toList();
  }

  private static boolean supported(Path model) {
    try {
      if (Files.isDirectory(model)) {
        Architectures.ofHuggingFace(
            JsonConfig.read(model.resolve("config.json")).strings("architectures").getFirst());
      } else {
        try (GgufFile file = GgufFile.open(model)) {
          Architectures.ofGguf(file.metadata());
        }
      }
      return true;
    } catch (InkstoneException unusable) { // the cache may hold anything; the next one may do
      return false;
    }
  }

  private static long size(List<Path> files) {
    long bytes = 0;
    for (Path file : files) {
      try {
        bytes += Files.size(file);
      } catch (IOException brokenLink) { // an interrupted download
        return 0;
      }
    }
    return bytes;
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException absent) { // no cache, or nothing in it
      return List.of();
    }
  }
}
