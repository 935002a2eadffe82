package dev.inkstone.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * The name of a file that becomes another one when it is complete. It is deleted on close if it is
 * still there, and where the process is told to end; what a process left that was killed is swept
 * by a later one. Not thread-safe.
 */
final class TemporaryFile implements AutoCloseable {
  private static final String SUFFIX = ".tmp";
  private static final int UUID_LENGTH = 36;

  /** A file that nobody has written to for so long has no writer any more. */
  private static final Duration ABANDONED = Duration.ofHours(6);

  private final Path path;
  private final Thread cleaner;

  private TemporaryFile(Path path) {
    this.path = path;
    this.cleaner = new Thread(this::vanish, "inkstone-temporary-file");
  }

  /** A new name beside {@code target}; there is no such file yet. */
  static TemporaryFile beside(Path target) {
    TemporaryFile file =
        new TemporaryFile(target.resolveSibling(prefix(target) + UUID.randomUUID() + SUFFIX));
    try {
      Runtime.getRuntime().addShutdownHook(file.cleaner);
    } catch (IllegalStateException ending) { // there is nobody to tell any more
    }
    return file;
  }

  /** Deletes what was to become {@code target} and was left behind hours ago. */
  static void sweep(Path target) {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    try (DirectoryStream<Path> left =
        Files.newDirectoryStream(folder, path -> isOf(target, path) && isAbandoned(path))) {
      for (Path path : left) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | DirectoryIteratorException e) { // it stays; what counts is the new file
    }
  }

  private static String prefix(Path target) {
    return "." + target.getFileName() + ".";
  }

  private static boolean isOf(Path target, Path path) {
    String name = String.valueOf(path.getFileName());
    String prefix = prefix(target);
    return name.startsWith(prefix)
        && name.endsWith(SUFFIX)
        && name.length() == prefix.length() + UUID_LENGTH + SUFFIX.length();
  }

  private static boolean isAbandoned(Path path) throws IOException {
    return Files.getLastModifiedTime(path).toInstant().isBefore(Instant.now().minus(ABANDONED));
  }

  Path path() {
    return path;
  }

  private void vanish() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) { // the process ends; a later one sweeps
    }
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(cleaner);
    } catch (IllegalStateException ending) { // then it runs now
    }
    Files.deleteIfExists(path);
  }
}
