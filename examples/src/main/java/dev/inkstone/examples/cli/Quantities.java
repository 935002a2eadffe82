package dev.inkstone.examples.cli;

import java.time.Duration;
import java.util.Locale;

/** Numbers for people. */
final class Quantities {
  private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB"};
  private static final int STEP = 1024;

  private Quantities() {}

  /** For example {@code 1.63 MiB}. */
  static String bytes(long count) {
    double value = count;
    int unit = 0;
    while (value >= STEP && unit < BINARY.length - 1) {
      value /= STEP;
      unit++;
    }
    return unit == 0 ? count + " B" : String.format(Locale.ROOT, "%.2f %s", value, BINARY[unit]);
  }

  /** Parameters, for example {@code 494.03 M}. */
  static String count(long count) {
    if (count >= 1_000_000_000L) {
      return String.format(Locale.ROOT, "%.2f B", count / 1e9);
    }
    if (count >= 1_000_000L) {
      return String.format(Locale.ROOT, "%.2f M", count / 1e6);
    }
    return count >= 1000 ? String.format(Locale.ROOT, "%.2f K", count / 1e3) : Long.toString(count);
  }

  /** For example {@code 1 answer} and {@code 2 answers}. */
  static String of(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  /** Seconds as a number. */
  static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  /** For example {@code 0.42 s}. */
  static String time(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", seconds(time));
  }
}
