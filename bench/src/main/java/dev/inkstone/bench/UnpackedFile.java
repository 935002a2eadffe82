package dev.inkstone.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** A file that may be packed with gzip, as something that is not. */
final class UnpackedFile {
  private UnpackedFile() {}

  /** Calls {@code reader} with the file, or with an unpacked copy that is deleted afterwards. */
  static <T> T with(Path file, Reader<T> reader) throws IOException {
    String name = file.getFileName().toString();
    if (!name.endsWith(".gz")) {
      return reader.read(file);
    }
    Path folder = Files.createTempDirectory("unpacked");
    Path unpacked = folder.resolve(name.substring(0, name.length() - 3));
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      Files.copy(in, unpacked);
      return reader.read(unpacked);
    } finally {
      Files.deleteIfExists(unpacked);
      Files.delete(folder);
    }
  }

  /** What is done with the file. */
  @FunctionalInterface
  interface Reader<T> {
    /** Reads the file. */
    T read(Path file) throws IOException;
  }
}
