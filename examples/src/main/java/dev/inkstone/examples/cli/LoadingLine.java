package dev.inkstone.examples.cli;

import dev.inkstone.LoadProgress;
import java.io.PrintStream;

/** A line at the terminal that says how far loading has come, and is gone afterwards. */
final class LoadingLine implements LoadProgress {
  private final PrintStream err;
  private int shown = -1;

  LoadingLine(PrintStream err) {
    this.err = err;
  }

  @Override
  public void report(long doneBytes, long totalBytes) {
    int percent = totalBytes == 0 ? 100 : (int) (100.0 * doneBytes / totalBytes);
    if (percent == shown) {
      return;
    }
    shown = percent;
    err.print(
        percent == 100 ? "\r" + " ".repeat(20) + "\r" : "\rloading... %3d %%".formatted(percent));
    err.flush();
  }
}
