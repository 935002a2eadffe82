package dev.inkstone.engine.format;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the operating system says is mapped. */
public final class Mappings {
  private static final Path MAPS = Path.of("/proc/self/maps");

  private Mappings() {}

  /** The mappings of a file; skips the test where the system cannot tell. */
  public static List<String> of(Path file) throws IOException {
    assumeTrue(Files.isReadable(MAPS), "needs /proc/self/maps");
    String path = file.toRealPath().toString();
    try (var lines = Files.lines(MAPS)) {
      return lines.filter(line -> line.endsWith(path)).toList();
    }
  }
}
