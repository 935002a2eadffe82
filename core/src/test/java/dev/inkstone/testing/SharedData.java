package dev.inkstone.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Finds third-party golden data, which is not part of the project; tests that need it skip without
 * it.
 */
public final class SharedData {
  private SharedData() {}

  /**
   * The file or folder {@code relative} of the golden data; aborts the test with a message where it
   * is absent.
   */
  public static Path require(String relative) {
    Path path = Path.of(System.getProperty("inkstone.shared", "../shared"), relative);
    Assumptions.assumeTrue(
        Files.exists(path), () -> "golden data is absent: " + path + " (set -Dinkstone.shared)");
    return path;
  }

  /** Reads a file of little-endian binary32. */
  public static float[] floats(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }
}
