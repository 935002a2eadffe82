package dev.inkstone.finetune.autograd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder of reference arrays, little-endian; tests that need it are skipped where it is absent.
 */
record Golden(Path folder) {

  static Golden of(String folder) {
    Path path = Path.of(System.getProperty("inkstone.shared", "../../shared")).resolve(folder);
    assumeTrue(Files.isDirectory(path), "reference data is absent: " + path);
    return new Golden(path);
  }

  double[] doubles(String name) {
    ByteBuffer bytes = read(name);
    double[] values = new double[bytes.remaining() / Double.BYTES];
    bytes.asDoubleBuffer().get(values);
    return values;
  }

  float[] floats(String name) {
    ByteBuffer bytes = read(name);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  int[] ints(String name) {
    ByteBuffer bytes = read(name);
    int[] values = new int[bytes.remaining() / Integer.BYTES];
    bytes.asIntBuffer().get(values);
    return values;
  }

  private ByteBuffer read(String name) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name)))
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
