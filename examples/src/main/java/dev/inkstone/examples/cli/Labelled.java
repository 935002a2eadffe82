package dev.inkstone.examples.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file with a label, written {@code LABEL=FILE}.
 *
 * @param label empty if none was given
 * @param path the file
 */
record Labelled(Optional<String> label, Path path) {

  /** Reads {@code LABEL=FILE} or {@code FILE}; an existing file may have the sign in its name. */
  static Labelled parse(String value) {
    int sign = value.indexOf('=');
    return sign <= 0 || Files.exists(Path.of(value))
        ? new Labelled(Optional.empty(), Path.of(value))
        : new Labelled(Optional.of(value.substring(0, sign)), Path.of(value.substring(sign + 1)));
  }
}
