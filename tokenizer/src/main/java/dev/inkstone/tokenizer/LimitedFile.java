package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads vocabulary files whole, as long as they have the size of one. */
final class LimitedFile {
  /** Several times the largest vocabulary that is published. */
  private static final long MOST_BYTES = 256L << 20;

  private LimitedFile() {}

  /**
   * The content of a file.
   *
   * @throws ModelFormatException if it cannot be read or has more than 256 MiB
   */
  static byte[] read(Path file) {
    try {
      long size = Files.size(file);
      if (size > MOST_BYTES) {
        throw new ModelFormatException(
            "%s has %d bytes; a vocabulary has at most %d".formatted(file, size, MOST_BYTES));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new ModelFormatException("%s cannot be read: %s".formatted(file, e), e);
    }
  }
}
