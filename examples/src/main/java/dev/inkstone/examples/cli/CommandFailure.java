package dev.inkstone.examples.cli;

import dev.inkstone.error.InkstoneException;

/** A command cannot go on; the message is for the user and complete, the exit code says why. */
final class CommandFailure extends InkstoneException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  CommandFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The exit code of the process. */
  int exitCode() {
    return exitCode;
  }
}
