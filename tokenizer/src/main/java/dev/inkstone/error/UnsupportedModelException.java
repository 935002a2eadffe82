package dev.inkstone.error;

import org.jspecify.annotations.Nullable;

/** A well-formed model that needs something this version does not have; the message names it. */
public class UnsupportedModelException extends InkstoneException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a complete message. */
  public UnsupportedModelException(String message) {
    super(message);
  }

  /** Creates an exception with a complete message and the cause below it. */
  public UnsupportedModelException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
