package dev.inkstone;

import java.util.List;

/**
 * Finds the first stop string in text that arrives in pieces, and holds back what may be the start
 * of one. The result does not depend on where the pieces are cut: the match that ends first counts,
 * the longest among those. Not thread-safe.
 */
final class StopMatcher {
  private final List<String> stops;
  private final StringBuilder held = new StringBuilder();
  private boolean matched;

  StopMatcher(List<String> stops) {
    this.stops = stops;
  }

  /** Takes a piece and returns the text that is certain; nothing after a match. */
  String accept(String piece) {
    if (matched || piece.isEmpty()) {
      return "";
    }
    if (stops.isEmpty()) {
      return piece;
    }
    held.append(piece);
    int start = firstMatch();
    if (start >= 0) {
      matched = true;
      held.setLength(start);
      return flush();
    }
    return take(held.length() - longestBeginning());
  }

  /** Whether a stop string was found. */
  boolean matched() {
    return matched;
  }

  /** What was held back, which is text after all if nothing follows. */
  String flush() {
    return take(held.length());
  }

  private String take(int length) {
    String text = held.substring(0, length);
    held.delete(0, length);
    return text;
  }

  private int firstMatch() {
    int firstStart = -1;
    int firstEnd = Integer.MAX_VALUE;
    for (String stop : stops) {
      int start = held.indexOf(stop);
      int end = start + stop.length();
      if (start >= 0 && (end < firstEnd || (end == firstEnd && start < firstStart))) {
        firstStart = start;
        firstEnd = end;
      }
    }
    return firstStart;
  }

  /** Length of the longest end of the held text that begins a stop string. */
  private int longestBeginning() {
    int longest = 0;
    for (String stop : stops) {
      for (int n = Math.min(stop.length() - 1, held.length()); n > longest; n--) {
        if (endsWithBeginning(stop, n)) {
          longest = n;
        }
      }
    }
    return longest;
  }

  private boolean endsWithBeginning(String stop, int n) {
    int offset = held.length() - n;
    for (int i = 0; i < n; i++) {
      if (held.charAt(offset + i) != stop.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
