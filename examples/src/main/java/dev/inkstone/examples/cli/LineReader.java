package dev.inkstone.examples.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages line by line. At a terminal it prompts, and Ctrl-C warns before it ends the
 * program. Piped lines that are not UTF-8 are refused, typed ones keep what can be understood.
 */
final class LineReader {
  private static final String PROMPT = "> ";

  private final Shell shell;
  private final InputStream in;
  private int lineNumber;

  LineReader(Shell shell) {
    this.shell = shell;
    this.in = new BufferedInputStream(shell.in());
  }

  /** The next line, or null at the end of input. */
  @Nullable String next() throws IOException {
    if (!shell.interactive()) {
      byte[] line = read();
      return line == null
          ? null
          : TextFile.decode(line, "line " + lineNumber + " of standard input");
    }
    AtomicBoolean warned = new AtomicBoolean();
    prompt();
    try (Interrupts.Registration _ = shell.interrupts().onInterrupt(() -> warn(warned))) {
      byte[] line = read();
      if (line == null) {
        shell.err().println();
      }
      return line == null ? null : new String(line, StandardCharsets.UTF_8);
    }
  }

  /** The bytes up to the next line break, which is passed over; null at the end. */
  private byte @Nullable [] read() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    lineNumber++;
    for (; next >= 0 && next != '\n'; next = in.read()) {
      line.write(next);
    }
    byte[] bytes = line.toByteArray();
    boolean carriageReturn = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
    return carriageReturn ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
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
