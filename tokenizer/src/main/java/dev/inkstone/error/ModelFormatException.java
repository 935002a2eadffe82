package dev.inkstone.error;

import org.jspecify.annotations.Nullable;

/**
 * A file is not what its format says: the message names file, offset, actual and expected value.
 */
public class ModelFormatException extends InkstoneException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a complete message. */
  public ModelFormatException(String message) {
    super(message);
  }

  /** Creates an exception with a complete message and the cause below it. */
  public ModelFormatException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
