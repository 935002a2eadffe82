package dev.inkstone.files;

import dev.inkstone.error.InkstoneException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a file so that its name never stands for half of it. */
public final class AtomicFile {
  /** Links that lead to links: more of them than a system follows. */
  private static final int MOST_LINKS = 40;

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes it, from the channel's start on. */
    void writeTo(FileChannel channel) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes to a temporary file beside {@code target}, forces it to disk and moves it there; on
   * failure the temporary file goes and {@code target} stays as it was.
   *
   * @param target links are followed: the file that they lead to is written
   * @throws InkstoneException if it cannot be written, or is there and not a regular file
   */
  public static void write(Path target, Content content) {
    Path destination = destination(target);
    try {
      replace(destination, content);
    } catch (IOException e) {
      throw FileFailures.of("write", target, e);
    }
  }

  /**
   * The file that is written for {@code target}: what symbolic links lead to.
   *
   * @throws InkstoneException if something that is not a regular file is there: a folder, a pipe
   *     and a device cannot be replaced
   */
  public static Path destination(Path target) {
    Path destination = target;
    for (int links = 0; Files.isSymbolicLink(destination); links++) {
      if (links == MOST_LINKS) {
        throw refusal(target, "its links lead to each other");
      }
      destination = followed(destination);
    }
    if (destination.getFileName() == null || Files.isDirectory(destination)) {
      throw refusal(target, "it is a directory");
    }
    if (Files.exists(destination) && !Files.isRegularFile(destination)) {
      throw refusal(target, "it is not a regular file");
    }
    return destination;
  }

  private static Path followed(Path link) {
    try {
      return link.resolveSibling(Files.readSymbolicLink(link));
    } catch (IOException e) {
      throw FileFailures.of("write", link, e);
    }
  }

  private static InkstoneException refusal(Path target, String reason) {
    return new InkstoneException("cannot write %s: %s".formatted(target, reason));
  }

  private static void replace(Path destination, Content content) throws IOException {
    TemporaryFile.sweep(destination);
    try (TemporaryFile temporary = TemporaryFile.beside(destination)) {
      try (FileChannel channel =
          FileChannel.open(
              temporary.path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content.writeTo(channel);
        channel.force(true);
      }
      move(temporary.path(), destination);
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
}
