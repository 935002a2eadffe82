package dev.inkstone.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A JVM of its own that makes runs and prints them.
 *
 * @param classPath its class path
 * @param flags its JVM flags
 * @param mainClass its main class
 */
record ChildProcess(String classPath, List<String> flags, String mainClass) {
  private static final int LINES_KEPT = 20;

  /** Copies the list. */
  ChildProcess {
    flags = List.copyOf(flags);
  }

  /**
   * Starts the JVM, waits for its end and returns what it measured.
   *
   * @throws IllegalStateException with its last words if it fails or makes another number of runs
   */
  List<Run> run(RunSettings settings) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command(settings)).redirectErrorStream(true).start();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      List<Run> runs = new ArrayList<>();
      Deque<String> last = new ArrayDeque<>();
      output.lines().forEach(line -> sort(line, runs, last));
      int code = process.waitFor();
      if (code != 0 || runs.size() != settings.runs()) {
        throw new IllegalStateException(
            "%s ended with code %d after %d runs, expected %d:%n%s"
                .formatted(mainClass, code, runs.size(), settings.runs(), String.join("\n", last)));
      }
      return runs;
    } finally {
      process.destroy();
    }
  }

  private static void sort(String line, List<Run> runs, Deque<String> last) {
    RunLines.read(line).ifPresentOrElse(runs::add, () -> keep(line, last));
  }

  private static void keep(String line, Deque<String> last) {
    if (last.size() == LINES_KEPT) {
      last.removeFirst();
    }
    last.addLast(line);
  }

  private List<String> command(RunSettings settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    // Figures are parsed: no decimal commas.
    command.addAll(List.of("-Duser.language=en", "-Duser.country=US"));
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(settings.arguments());
    return command;
  }
}
