package dev.inkstone.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;

/**
 * Third-party golden data, which is not part of the project; a test that asks for absent data is
 * skipped with a message.
 *
 * <p>Names are relative to the folder that the property {@code inkstone.shared} names. The build
 * sets it; without it, tests that run in a module's folder look beside the repository.
 */
public final class GoldenData {
  private static final Path ROOT = Path.of(System.getProperty("inkstone.shared", "../../shared"));
  private static final ObjectMapper JSON = new ObjectMapper();

  private GoldenData() {}

  /** A file or folder. */
  public static Path path(String name) {
    Path path = ROOT.resolve(name);
    assumeTrue(
        Files.exists(path), () -> "golden data is absent: " + path + " (set -Dinkstone.shared)");
    return path;
  }

  /** All files below a folder whose names end in {@code suffix}, sorted. */
  public static List<Path> below(String folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(path(folder))) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  /** The content of a file, unpacked when its name ends in {@code .gz}. */
  public static InputStream open(String name) throws IOException {
    InputStream raw = Files.newInputStream(path(name));
    return name.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
  }

  /** The lines of a text in UTF-8, unpacked like {@link #open}. */
  public static List<String> lines(String name) throws IOException {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  /** A JSON document, unpacked like {@link #open}. */
  public static JsonNode json(String name) throws IOException {
    try (InputStream in = open(name)) {
      return JSON.readTree(in);
    }
  }

  /** The numbers of a JSON array. */
  public static int[] ids(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  /** A file of little-endian binary32. */
  public static float[] floats(String name) throws IOException {
    ByteBuffer bytes = bytes(name);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  /** A file of little-endian binary64. */
  public static double[] doubles(String name) throws IOException {
    ByteBuffer bytes = bytes(name);
    double[] values = new double[bytes.remaining() / Double.BYTES];
    bytes.asDoubleBuffer().get(values);
    return values;
  }

  /** A file of little-endian 32-bit integers. */
  public static int[] ints(String name) throws IOException {
    ByteBuffer bytes = bytes(name);
    int[] values = new int[bytes.remaining() / Integer.BYTES];
    bytes.asIntBuffer().get(values);
    return values;
  }

  private static ByteBuffer bytes(String name) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(path(name))).order(ByteOrder.LITTLE_ENDIAN);
  }
}
