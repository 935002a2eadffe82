package dev.inkstone.error;

import org.jspecify.annotations.Nullable;

/** A prompt does not fit the context; the message gives both lengths and the ways out. */
public class ContextOverflowException extends InkstoneException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a complete message. */
  public ContextOverflowException(String message) {
    super(message);
  }

  /** Creates an exception with a complete message and the cause below it. */
  public ContextOverflowException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
