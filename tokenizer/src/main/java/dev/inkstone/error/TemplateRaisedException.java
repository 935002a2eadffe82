package dev.inkstone.error;

/**
 * A chat template refused the conversation by calling {@code raise_exception}.
 *
 * <p>{@link #getMessage()} is exactly what the template said, for example that roles must
 * alternate; templates may quote parts of the conversation there.
 */
public final class TemplateRaisedException extends ChatTemplateException {
  private static final long serialVersionUID = 1L;
  private final int line;

  /** Creates an exception with the template's own words and the line where it raised them. */
  public TemplateRaisedException(String message, int line) {
    super(message);
    this.line = line;
  }

  /** The line of the template, counted from 1. */
  public int line() {
    return line;
  }
}
