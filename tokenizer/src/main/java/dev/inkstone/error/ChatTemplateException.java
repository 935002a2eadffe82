package dev.inkstone.error;

import org.jspecify.annotations.Nullable;

/** A chat template cannot be parsed or rendered; the message names the line and the reason. */
public class ChatTemplateException extends InkstoneException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a complete message. */
  public ChatTemplateException(String message) {
    super(message);
  }

  /** Creates an exception with a complete message and the cause below it. */
  public ChatTemplateException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
