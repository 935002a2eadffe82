package dev.inkstone.error;

/** Tokens do not fit the context; the message gives both lengths and the ways out. */
public class ContextOverflowException extends InkstoneException {
  private static final long serialVersionUID = 1L;

  private final int tokens;
  private final int contextLength;

  /** Creates an exception with a complete message, and the lengths it tells. */
  public ContextOverflowException(String message, int tokens, int contextLength) {
    super(message);
    this.tokens = tokens;
    this.contextLength = contextLength;
  }

  /** Tokens that were to fit. */
  public int tokens() {
    return tokens;
  }

  /** Tokens the context holds. */
  public int contextLength() {
    return contextLength;
  }
}
