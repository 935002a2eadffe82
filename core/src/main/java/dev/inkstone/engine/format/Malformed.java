package dev.inkstone.engine.format;

import dev.inkstone.error.ModelFormatException;
import java.nio.file.Path;

/** Words for files that are not what their format says: file, offset, actual and expected value. */
final class Malformed {
  private static final int QUOTED_CHARACTERS = 80;

  private Malformed() {}

  /**
   * An exception for a wrong value at a byte offset.
   *
   * @param what the thing that is wrong, for example {@code "tensor count"}
   */
  static ModelFormatException at(
      Path file, long offset, String what, Object actual, String expected) {
    return new ModelFormatException(
        file + ", offset " + offset + ": " + what + " is " + actual + ", expected " + expected);
  }

  /** An exception for a fault at a byte offset, found by something below. */
  static ModelFormatException at(Path file, long offset, String fault, Throwable cause) {
    return new ModelFormatException(file + ", offset " + offset + ": " + fault, cause);
  }

  /** An exception for a fault that has no single offset. */
  static ModelFormatException in(Path file, String fault) {
    return new ModelFormatException(file + ": " + fault);
  }

  /** Text from a file in a form fit for a message: quoted, one line, cut after 80 characters. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("'");
    int shown = Math.min(text.length(), QUOTED_CHARACTERS);
    for (int i = 0; i < shown; i++) {
      char c = text.charAt(i);
      quoted.append(Character.isISOControl(c) ? '?' : c);
    }
    return quoted.append(shown < text.length() ? "...'" : "'").toString();
  }
}
