package dev.inkstone.examples.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages line by line. At a terminal it prompts, and Ctrl-C warns before it ends the
 * program.
 */
final class LineReader {
  private static final String PROMPT = "> ";

  private final Shell shell;
  private final BufferedReader reader;

  LineReader(Shell shell) {
    this.shell = shell;
    this.reader = new BufferedReader(new InputStreamReader(shell.in(), StandardCharsets.UTF_8));
  }

  /** The next line, or null at the end of input. */
  @Nullable String next() throws IOException {
    if (!shell.interactive()) {
      return reader.readLine();
    }
    AtomicBoolean warned = new AtomicBoolean();
    prompt();
    try (Interrupts.Registration _ = shell.interrupts().onInterrupt(() -> warn(warned))) {
      String line = reader.readLine();
      if (line == null) {
        shell.err().println();
      }
      return line;
    }
  }

  private void warn(AtomicBoolean warned) {
    if (warned.getAndSet(true)) {
      shell.interrupts().giveUp();
    }
    shell.err().println();
    shell.err().println("(Ctrl-C again or /exit leaves)");
    prompt();
  }

  private void prompt() {
    shell.err().print(PROMPT);
    shell.err().flush();
  }
}
