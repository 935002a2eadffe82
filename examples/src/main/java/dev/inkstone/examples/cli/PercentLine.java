package dev.inkstone.examples.cli;

import java.io.PrintStream;

/** A line at the terminal that says how much of something is done, and is gone afterwards. */
final class PercentLine implements AutoCloseable {
  private final PrintStream err;
  private final String what;
  private int shown = -1;

  PercentLine(PrintStream err, String what) {
    this.err = err;
    this.what = what;
  }

  /** Shows {@code done} of {@code total}. */
  void show(long done, long total) {
    int percent = (int) (100 * done / Math.max(1, total));
    if (percent != shown) {
      shown = percent;
      err.printf("\r%s... %3d %%", what, percent);
      err.flush();
    }
  }

  @Override
  public void close() {
    if (shown >= 0) {
      err.print("\r" + " ".repeat(what.length() + 10) + "\r");
      err.flush();
    }
  }
}
