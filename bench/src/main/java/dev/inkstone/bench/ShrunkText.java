package dev.inkstone.bench;

import java.util.Arrays;
import java.util.function.Predicate;

/** Makes a text that shows something smaller, as long as it still shows it. */
final class ShrunkText {
  private ShrunkText() {}

  /**
   * The smallest text found by leaving out stretches of code points, ever shorter ones.
   *
   * <p>Zeller, Hildebrandt 2002, "Simplifying and Isolating Failure-Inducing Input".
   *
   * @param text a text that {@code shows} accepts
   */
  static String of(String text, Predicate<String> shows) {
    int[] best = text.codePoints().toArray();
    int stretch = Math.max(1, best.length / 2);
    while (stretch > 0) {
      int[] smaller = without(best, stretch, shows);
      boolean again = stretch == 1 && smaller.length < best.length;
      best = smaller;
      stretch = again ? 1 : stretch / 2;
    }
    return string(best);
  }

  private static int[] without(int[] text, int stretch, Predicate<String> shows) {
    int[] best = text;
    int at = 0;
    while (at < best.length) {
      int end = Math.min(best.length, at + stretch);
      int[] candidate = Arrays.copyOf(best, best.length - (end - at));
      System.arraycopy(best, end, candidate, at, best.length - end);
      if (shows.test(string(candidate))) {
        best = candidate;
      } else {
        at = end;
      }
    }
    return best;
  }

  private static String string(int[] codePoints) {
    return new String(codePoints, 0, codePoints.length);
  }
}
