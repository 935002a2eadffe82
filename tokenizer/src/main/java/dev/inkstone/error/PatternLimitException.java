package dev.inkstone.error;

/**
 * A regular expression out of a tokenizer file needs too many steps, or too deep a recursion, for a
 * text. The tokenizer stays usable; the message names the expression.
 */
public class PatternLimitException extends InkstoneException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a complete message. */
  public PatternLimitException(String message) {
    super(message);
  }
}
