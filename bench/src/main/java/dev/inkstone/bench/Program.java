package dev.inkstone.bench;

import dev.inkstone.error.InkstoneException;
import java.util.Locale;
import java.util.Set;

/**
 * How every program of this package starts and ends: exit code 0 for success, 1 for a limit that
 * was exceeded, 2 for wrong options or files.
 */
final class Program {
  /** All is well. */
  static final int OK = 0;

  /** A limit given on the command line was exceeded. */
  static final int LIMIT_EXCEEDED = 1;

  private static final int WRONG_OPTIONS = 2;

  private Program() {}

  /** Runs {@code body} with its options and ends the JVM with its exit code. */
  static void run(String usage, Set<String> options, String[] args, Body body) throws Exception {
    Locale.setDefault(Locale.ROOT); // figures look the same everywhere
    int code;
    try {
      code = body.run(Arguments.parse(options, args));
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.err.println("usage: " + usage);
      code = WRONG_OPTIONS;
    } catch (InkstoneException wrong) {
      System.err.println(wrong.getMessage());
      code = WRONG_OPTIONS;
    }
    System.exit(code);
  }

  /** What a program does. */
  @FunctionalInterface
  interface Body {
    /** Returns the exit code. */
    int run(Arguments arguments) throws Exception;
  }
}
