package dev.inkstone.examples;

import dev.inkstone.examples.cli.CommandTree;
import dev.inkstone.examples.cli.Shell;
import java.io.InputStream;
import java.io.PrintStream;

/**
 * Inkstone's command line.
 *
 * <p>{@code inkstone --help} lists the commands; {@code docs/command-line.md} describes them.
 */
public final class Main {
  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(CommandTree.run(args, Shell.ofProcess()));
  }

  /**
   * Runs a command with the given streams, as a script would: nothing is asked of a terminal.
   *
   * @return the exit code; the process goes on
   */
  public static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
    return CommandTree.run(args, Shell.of(in, out, err));
  }
}
