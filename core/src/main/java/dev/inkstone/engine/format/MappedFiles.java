package dev.inkstone.engine.format;

import dev.inkstone.error.InkstoneException;
import dev.inkstone.error.ModelFormatException;
import dev.inkstone.files.FileFailures;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens files as read-only mapped memory, with the errors of the file system put into words. */
final class MappedFiles {
  private MappedFiles() {}

  /** Maps the whole file for as long as {@code arena} lives. */
  static MemorySegment map(Path file, Arena arena) {
    requireRegularFile(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
    } catch (IOException e) {
      throw FileFailures.of("open", file, e);
    }
  }

  /** The first bytes of a file, fewer where the file is shorter. */
  static byte[] head(Path file, int count) {
    requireRegularFile(file);
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(count);
    } catch (IOException e) {
      throw FileFailures.of("open", file, e);
    }
  }

  /** The whole file, refused where it is longer than {@code limit} bytes. */
  static byte[] readAll(Path file, int limit) {
    requireRegularFile(file);
    try {
      long size = Files.size(file);
      if (size > limit) {
        throw Malformed.in(file, "length is " + size + " bytes, expected at most " + limit);
      }
    } catch (IOException e) {
      throw FileFailures.of("open", file, e);
    }
    return head(file, limit);
  }

  /** Throws unless the path, symbolic links followed, is a regular file. */
  static void requireRegularFile(Path file) {
    if (Files.isDirectory(file)) {
      throw new ModelFormatException(file + " is a directory, expected a file");
    }
    if (Files.notExists(file)) {
      throw new InkstoneException(
          file + " does not exist", new NoSuchFileException(file.toString()));
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // Opening a pipe would wait for its writer.
      throw new ModelFormatException(file + " is not a regular file");
    }
  }
}
