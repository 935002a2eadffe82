package dev.inkstone.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files that the command line names. */
final class TextFile {
  private TextFile() {}

  /** The text of a UTF-8 file; bytes that are not UTF-8 become U+FFFD. */
  static String read(Path file, String what) {
    return new String(bytes(file, what), StandardCharsets.UTF_8);
  }

  /** The text of a UTF-8 file; one that is not UTF-8 is refused. */
  static String readStrictly(Path file, String what) {
    return decode(bytes(file, what), file.toString());
  }

  /** The text of standard input; what is not UTF-8 is refused. */
  static String readStrictly(InputStream standardInput) throws IOException {
    return decode(standardInput.readAllBytes(), "standard input");
  }

  private static String decode(byte[] bytes, String name) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException malformed) {
      throw new CommandFailure(ExitCodes.DATA, name + " is not UTF-8: convert it");
    }
  }

  private static byte[] bytes(Path file, String what) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException missing) {
      throw new CommandFailure(ExitCodes.NO_INPUT, what + " not found: " + file);
    } catch (IOException unreadable) {
      throw new CommandFailure(
          ExitCodes.NO_INPUT,
          what + " cannot be read: " + file + " (" + unreadable.getMessage() + ")");
    }
  }
}
