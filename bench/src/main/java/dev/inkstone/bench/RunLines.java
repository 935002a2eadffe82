package dev.inkstone.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Runs as lines that one process prints and another reads among anything else it may print. */
final class RunLines {
  private static final String MARK = "RUN ";
  private static final JsonMapper JSON = new JsonMapper();

  private RunLines() {}

  /** Prints a run to standard output. */
  static void print(Run run) {
    System.out.println(line(run));
  }

  /** The line for a run. */
  static String line(Run run) {
    try {
      return MARK + JSON.writeValueAsString(run);
    } catch (JsonProcessingException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** The run in a line, if it is one that holds a run. */
  static Optional<Run> read(String line) {
    if (!line.startsWith(MARK)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(line.substring(MARK.length()), Run.class));
    } catch (JsonProcessingException broken) {
      throw new UncheckedIOException("not a run: '" + line + "'", broken);
    }
  }
}
