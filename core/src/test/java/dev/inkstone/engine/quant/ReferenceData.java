package dev.inkstone.engine.quant;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes and floats made by the reference quantizer; tests skip where they are absent. */
final class ReferenceData {
  private static final Path FOLDER =
      Path.of(System.getProperty("inkstone.shared", "../shared"), "reference", "quants");

  private ReferenceData() {}

  /** Sixteen rows of 512 weights that every format was asked to encode. */
  static float[] source() throws IOException {
    return floats("source.f32");
  }

  static byte[] encoded(String format) throws IOException {
    return bytes(format + ".bin");
  }

  static float[] decoded(String format) throws IOException {
    return floats(format + ".f32");
  }

  /** The reference quantizer's root mean square error over all rows. */
  static double rmse(String format) throws IOException {
    for (JsonNode type : new ObjectMapper().readTree(bytes("index.json")).get("types")) {
      if (type.get("name").asText().equals(format)) {
        return type.get("rmse_all").asDouble();
      }
    }
    throw new AssertionError("index.json does not list " + format);
  }

  private static float[] floats(String file) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    float[] floats = new float[buffer.remaining() / Float.BYTES];
    buffer.asFloatBuffer().get(floats);
    return floats;
  }

  private static byte[] bytes(String file) throws IOException {
    Path path = FOLDER.resolve(file);
    assumeTrue(Files.exists(path), () -> "skipped, no reference data at " + path);
    return Files.readAllBytes(path);
  }
}
