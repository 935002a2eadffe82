package dev.inkstone.examples.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files that the command line names. */
final class TextFile {
  private TextFile() {}

  /** The text of a UTF-8 file; bytes that are not UTF-8 become U+FFFD. */
  static String read(Path file, String what) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException missing) {
      throw new CommandFailure(ExitCodes.NO_INPUT, what + " not found: " + file);
    } catch (IOException unreadable) {
      throw new CommandFailure(
          ExitCodes.NO_INPUT,
          what + " cannot be read: " + file + " (" + unreadable.getMessage() + ")");
    }
  }
}
