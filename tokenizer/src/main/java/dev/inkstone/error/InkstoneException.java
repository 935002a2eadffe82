package dev.inkstone.error;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything Inkstone throws by itself.
 *
 * <p>Messages say what happened, the actual and the expected value, where, and what to do. They
 * never contain prompt text or secrets.
 */
public class InkstoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a complete, self-contained message. */
  public InkstoneException(String message) {
    super(message);
  }

  /** Creates an exception with a complete message and the cause below it. */
  public InkstoneException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
