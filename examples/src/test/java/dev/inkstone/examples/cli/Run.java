package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One run of the command line in this process.
 *
 * @param code exit code
 * @param out what went to standard output
 * @param err what went to standard error
 */
record Run(int code, String out, String err) {

  /** Runs without input, terminal and environment. */
  static Run of(String... args) {
    return withInput("", args);
  }

  /** Runs with {@code input} piped in. */
  static Run withInput(String input, String... args) {
    return in(Map.of("HOME", "/nonexistent"), input, args);
  }

  /** Runs with these environment variables only. */
  static Run in(Map<String, String> environment, String input, String... args) {
    return in(environment, input.getBytes(StandardCharsets.UTF_8), args);
  }

  /** Runs with these bytes piped in. */
  static Run withBytes(byte[] input, String... args) {
    return in(Map.of("HOME", "/nonexistent"), input, args);
  }

  private static Run in(Map<String, String> environment, byte[] input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Shell shell =
        new Shell(
            new ByteArrayInputStream(input),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8),
            false,
            environment,
            Interrupts.manual());
    int code = CommandTree.run(args, shell);
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Asserts success and returns this. */
  Run succeeds() {
    assertThat(code).as("exit code; standard error: %s", err).isZero();
    return this;
  }

  /** Asserts a failure told in one line, without a stack trace and without output. */
  Run failsInOneLine(int expectedCode) {
    assertThat(code).as("exit code; standard error: %s", err).isEqualTo(expectedCode);
    assertThat(err.lines().filter(line -> line.startsWith("inkstone: "))).as(err).isNotEmpty();
    assertThat(err).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(out).isEmpty();
    return this;
  }
}
