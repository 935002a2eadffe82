package dev.inkstone.engine.format;

import dev.inkstone.error.InkstoneException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes a file so that its name never stands for half of it. */
final class AtomicFile {

  /** Writes the content of a file. */
  @FunctionalInterface
  interface Content {
    void writeTo(FileChannel channel) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes to a temporary file beside {@code target}, forces it to disk and moves it there; on
   * failure the temporary file goes and {@code target} stays as it was.
   */
  static void write(Path target, Content content) {
    Path name = target.getFileName();
    if (name == null || Files.isDirectory(target)) {
      throw new InkstoneException("cannot write " + target + ": it is a directory");
    }
    Path temporary = target.resolveSibling("." + name + "." + UUID.randomUUID() + ".tmp");
    try {
      write(temporary, target, content);
    } catch (IOException e) {
      throw MappedFiles.failed("write", target, e);
    }
  }

  private static void write(Path temporary, Path target, Content content) throws IOException {
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content.writeTo(channel);
        channel.force(true);
      }
      move(temporary, target);
    } catch (Throwable failure) {
      delete(temporary, failure);
      throw failure;
    }
  }

  private static void move(Path temporary, Path target) throws IOException {
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      // Some network file systems: the window is small, and the old file is still replaced whole.
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Cleans up after {@code failure}, which stays the one that is told. */
  private static void delete(Path temporary, Throwable failure) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
