package dev.inkstone.examples.cli;

import dev.inkstone.files.FileFailures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads the UTF-8 texts that the command line names, without a byte order mark at their start; what
 * is not UTF-8 is refused.
 */
final class TextFile {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private static final long LARGEST = Integer.MAX_VALUE - 64L; // about what an array may have

  private TextFile() {}

  /**
   * The text of a file.
   *
   * @param what the file is, for messages
   */
  static String read(Path file, String what) {
    return decode(bytes(file, what), what + " " + file);
  }

  /** The text of standard input. */
  static String read(InputStream standardInput) throws IOException {
    return decode(standardInput.readAllBytes(), "standard input");
  }

  /**
   * The text of UTF-8 bytes.
   *
   * @param name of where they come from, for messages
   */
  static String decode(byte[] bytes, String name) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length); // a character has no fewer bytes than chars
    if (StandardCharsets.UTF_8.newDecoder().decode(in, out, true).isError()) {
      throw new CommandFailure(
          ExitCodes.DATA,
          "%s: byte %d is not UTF-8: convert the text".formatted(name, in.position()));
    }
    out.flip();
    boolean marked = !out.isEmpty() && out.charAt(0) == BYTE_ORDER_MARK;
    return marked ? out.subSequence(1, out.length()).toString() : out.toString();
  }

  private static byte[] bytes(Path file, String what) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new CommandFailure(
            ExitCodes.DATA, "%s %s has 2 GiB or more: cut it".formatted(what, file));
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException missing) {
      throw new CommandFailure(ExitCodes.NO_INPUT, what + " not found: " + file);
    } catch (IOException unreadable) {
      throw new CommandFailure(
          ExitCodes.NO_INPUT,
          "%s cannot be read: %s (%s)".formatted(what, file, FileFailures.reason(unreadable)));
    }
  }
}
