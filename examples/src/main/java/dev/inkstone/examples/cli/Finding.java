package dev.inkstone.examples.cli;

/**
 * One thing {@code doctor} looked at.
 *
 * @param level how much it matters
 * @param subject what was looked at
 * @param value what was found
 * @param advice what to change; empty where there is nothing to change
 */
record Finding(Level level, String subject, String value, String advice) {

  /** How much a finding matters. */
  enum Level {
    /** Nothing to do. */
    FINE("ok  "),
    /** Worth knowing. */
    NOTE("note"),
    /** Slows this machine down much. */
    SLOW("SLOW");

    private final String label;

    Level(String label) {
      this.label = label;
    }

    /** Four characters for the margin. */
    String label() {
      return label;
    }
  }

  static Finding fine(String subject, String value) {
    return new Finding(Level.FINE, subject, value, "");
  }

  static Finding note(String subject, String value, String advice) {
    return new Finding(Level.NOTE, subject, value, advice);
  }

  static Finding slow(String subject, String value, String advice) {
    return new Finding(Level.SLOW, subject, value, advice);
  }
}
