package dev.inkstone.tokenizer;

import java.util.Arrays;

/**
 * Merges a long run in short windows that overlap, which keeps the work in the processor's cache.
 *
 * <p>Why the result is that of the whole run: symbols t1 ... tn are the result of merging their
 * parts if and only if every neighbouring two are that of merging theirs. For the first merge that
 * reached over a border of the whole run would be the lowest of all pairs there, so it would be the
 * lowest of the two symbols on both sides of it as well, whose merges came in the same order. A
 * window starts some symbols before the end of what is settled, and the symbol before it must go
 * with its first one; if not, it starts further back. Some texts never settle: {@link #merge} then
 * gives up, and a {@link LongMerger} has to take the run. Holds its scratch memory, so it serves
 * one thread.
 */
final class WindowMerger {
  /** The last symbols of a window, which may change with what follows. */
  private static final int UNSETTLED = 4;

  private static final int MOST_STEPS_BACK = 16;

  /** Symbols by which a window reaches further than the one before, or it may go on for ever. */
  private static final int LEAST_PROGRESS = 16;

  private final ShortMerger merger;

  private int[] run = {};
  private long[] values = {};

  private int[] settled = new int[ShortMerger.LONGEST];

  /** Where in the run each settled symbol starts. */
  private int[] starts = new int[ShortMerger.LONGEST];

  private int count;

  /** A merger that uses {@code merger} for its windows. */
  WindowMerger(ShortMerger merger) {
    this.merger = merger;
  }

  /**
   * Merges the first {@code size} symbols in place.
   *
   * @param values what each symbol and the next may become
   * @return how many symbols are left, or -1 if it gave up and changed nothing
   */
  int merge(int[] run, long[] values, int size) {
    this.run = run;
    this.values = values;
    count = 0;
    int from = 0;
    int furthest = 0;
    int stepsBack = 0;
    while (true) {
      int to = Math.min(size, from + ShortMerger.LONGEST);
      merger.merge(run, values, from, to);
      int firstEnd = from + merger.following(0);
      int mark = count;
      append(from, to);
      if (!fits(mark, from, firstEnd)) {
        if (++stepsBack > MOST_STEPS_BACK) {
          return -1;
        }
        count = mark - 1;
        from = starts[count];
        continue;
      }
      if (to == size) {
        System.arraycopy(settled, 0, run, 0, count);
        return count;
      }
      count -= Math.min(UNSETTLED, Math.max(1, (count - mark) / 4));
      from = starts[count];
      if (from < furthest + LEAST_PROGRESS) {
        return -1;
      }
      furthest = from;
      stepsBack = 0;
    }
  }

  /** Whether the settled symbol before {@code mark} and the one at it stay as they are. */
  private boolean fits(int mark, int from, int end) {
    if (mark == 0) {
      return true;
    }
    int start = starts[mark - 1];
    if (end - start > ShortMerger.LONGEST) {
      return false;
    }
    merger.merge(run, values, start, end);
    return merger.following(0) == from - start && merger.following(from - start) == end - start;
  }

  private void append(int from, int to) {
    for (int place = 0; place < to - from; place = merger.following(place)) {
      if (count == settled.length) {
        settled = Arrays.copyOf(settled, 2 * count);
        starts = Arrays.copyOf(starts, 2 * count);
      }
      settled[count] = merger.symbol(place);
      starts[count++] = from + place;
    }
  }
}
