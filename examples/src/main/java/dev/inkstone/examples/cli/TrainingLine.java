package dev.inkstone.examples.cli;

import dev.inkstone.tokenizer.training.TrainingProgress;
import java.io.PrintStream;
import java.util.Locale;

/** A line at the terminal that says how far training has come, and is gone afterwards. */
final class TrainingLine implements TrainingProgress, AutoCloseable {
  private static final int WIDTH = 30;

  private final PrintStream err;
  private String shown = "";

  TrainingLine(PrintStream err) {
    this.err = err;
  }

  @Override
  public void report(Phase phase, long done, long total) {
    String name = phase.name().toLowerCase(Locale.ROOT);
    String line =
        total == 0 ? name + "..." : "%s... %3d %%".formatted(name, 100 * done / Math.max(1, total));
    if (!line.equals(shown)) {
      shown = line;
      show(line);
    }
  }

  @Override
  public void close() {
    if (!shown.isEmpty()) {
      show("");
      err.print("\r");
      err.flush();
    }
  }

  private void show(String line) {
    err.print("\r" + line + " ".repeat(Math.max(0, WIDTH - line.length())));
    err.flush();
  }
}
