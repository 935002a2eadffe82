package dev.inkstone.examples.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a command touches outside itself.
 *
 * @param in standard input
 * @param out standard output: results only
 * @param err standard error: messages, progress, statistics
 * @param interactive whether a person types and reads at a terminal
 * @param environment environment variables
 * @param interrupts where Ctrl-C arrives
 */
public record Shell(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean interactive,
    Map<String, String> environment,
    Interrupts interrupts) {

  private static final int BUFFER = 1 << 13;

  /** Copies the environment. */
  public Shell {
    environment = Map.copyOf(environment);
  }

  /** The streams, terminal, environment and signals of this process. */
  public static Shell ofProcess() {
    Optional<Console> console =
        Optional.ofNullable(System.console()).filter(Console::isTerminal); // null again in Java 25
    Charset charset =
        console.map(terminal -> terminalCharset(terminal.charset())).orElse(StandardCharsets.UTF_8);
    return new Shell(
        new FileInputStream(FileDescriptor.in),
        print(FileDescriptor.out, charset),
        print(FileDescriptor.err, charset),
        console.isPresent(),
        System.getenv(),
        Interrupts.ofProcess());
  }

  /** The given streams, without a terminal and without signals. */
  public static Shell of(InputStream in, PrintStream out, PrintStream err) {
    return new Shell(in, out, err, false, System.getenv(), Interrupts.manual());
  }

  // Locale "C" claims ASCII, yet every Unix terminal of today shows UTF-8; Windows code pages are
  // real.
  private static Charset terminalCharset(Charset claimed) {
    boolean windows =
        System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    return windows ? claimed : StandardCharsets.UTF_8;
  }

  private static PrintStream print(FileDescriptor descriptor, Charset charset) {
    OutputStream file = new FileOutputStream(descriptor);
    return new PrintStream(new java.io.BufferedOutputStream(file, BUFFER), true, charset);
  }

  /** The value of an environment variable, if it is set and not blank. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /** The user's home folder. */
  public Path home() {
    return Path.of(variable("HOME").orElseGet(() -> System.getProperty("user.home", ".")));
  }

  /** Whether stack traces are wanted by {@code INKSTONE_DEBUG}. */
  boolean debug() {
    return variable("INKSTONE_DEBUG").isPresent();
  }
}
