package dev.inkstone.examples.cli;

import dev.inkstone.Completion;
import dev.inkstone.TokenStream;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A stream's text on its way to standard output; Ctrl-C ends the text, a second one the process.
 *
 * @param completion what was generated
 * @param interrupted whether Ctrl-C ended it
 */
record Printing(Completion completion, boolean interrupted) {

  /** Where a piece of text goes. */
  @FunctionalInterface
  interface Sink {
    /** Takes a piece; false if no more is wanted. */
    boolean take(String piece);
  }

  /** Prints every piece at once; stops when nobody reads any more. */
  static Sink to(Shell shell) {
    return piece -> {
      shell.out().print(piece);
      return !shell.out().checkError();
    };
  }

  /** Reads {@code stream} to its end. */
  static Printing print(TokenStream stream, Sink sink, Interrupts interrupts) {
    AtomicBoolean interrupted = new AtomicBoolean();
    Runnable reaction =
        () -> {
          if (interrupted.getAndSet(true)) {
            interrupts.giveUp();
          }
          stream.cancel();
        };
    try (Interrupts.Registration _ = interrupts.onInterrupt(reaction)) {
      for (String piece : stream) {
        if (!sink.take(piece)) {
          stream.cancel();
        }
      }
    }
    return new Printing(stream.completion(), interrupted.get());
  }
}
