package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/** Third-party golden data outside the project; a test that asks for an absent file is skipped. */
final class SharedFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SharedFiles() {}

  /** The file, or a skipped test. */
  static Path file(String name) {
    Path root = Path.of(System.getProperty("inkstone.shared", "../shared"));
    Path file = root.resolve(name);
    Assumptions.assumeTrue(Files.exists(file), () -> "golden data absent: " + name);
    return file;
  }

  /** The content of a file, unpacked when its name ends in {@code .gz}. */
  static InputStream open(String name) throws IOException {
    InputStream raw = Files.newInputStream(file(name));
    return name.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
  }

  static JsonNode json(String name) throws IOException {
    try (InputStream in = open(name)) {
      return JSON.readTree(in);
    }
  }

  static List<String> lines(String name) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(open(name), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  static int[] ids(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
