package dev.inkstone.engine.format;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Third-party model files that lie beside the project where they are present. */
final class SharedFiles {
  private SharedFiles() {}

  /** A file or folder; skips the test where it is absent. */
  static Path path(String name) {
    Path path = Path.of(System.getProperty("inkstone.shared", "../../shared")).resolve(name);
    assumeTrue(Files.exists(path), () -> "needs " + path);
    return path;
  }

  /** All files below a folder with a suffix; skips the test where the folder is absent. */
  static List<Path> below(String folder, String suffix) throws IOException {
    try (var files = Files.walk(path(folder))) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }
}
