package dev.inkstone.bench;

import java.util.Locale;
import java.util.Optional;

/**
 * When a program came how far, in milliseconds since its JVM started.
 *
 * @param main its main method began
 * @param loaded the model was loaded
 * @param first the first token was there
 * @param promptTokens tokens of the prompt before it
 */
record StartTimes(long main, long loaded, long first, int promptTokens) {
  private static final String MARK = "START ";

  /** One line for another process. */
  String line() {
    return "%s%d %d %d %d".formatted(MARK, main, loaded, first, promptTokens);
  }

  /** The times in a line, if it is such a line. */
  static Optional<StartTimes> read(String line) {
    if (!line.startsWith(MARK)) {
      return Optional.empty();
    }
    String[] words = line.substring(MARK.length()).split(" ", -1);
    return Optional.of(
        new StartTimes(
            Long.parseLong(words[0]),
            Long.parseLong(words[1]),
            Long.parseLong(words[2]),
            Integer.parseInt(words[3])));
  }

  /** A row of the table of a benchmark. */
  String row(String variant) {
    return String.format(
        Locale.ROOT,
        "| %-40s | %6d | %6d | %6d | %6d |",
        variant,
        promptTokens,
        main,
        loaded,
        first);
  }
}
