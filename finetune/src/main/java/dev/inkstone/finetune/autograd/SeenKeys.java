package dev.inkstone.finetune.autograd;

import dev.inkstone.engine.tensor.AttentionSpec;
import dev.inkstone.engine.tensor.Sequences;

/**
 * Which keys each row of queries sees: {@code first[row] .. end[row] - 1}.
 *
 * @param first the first one
 * @param end the one after the last
 */
record SeenKeys(int[] first, int[] end) {

  /** Those before a query, and its own. */
  static SeenKeys causal(AttentionSpec spec, int rows, int firstPosition) {
    SeenKeys seen = new SeenKeys(new int[rows], new int[rows]);
    for (int row = 0; row < rows; row++) {
      seen.end[row] = firstPosition + row + 1;
      seen.first[row] = spec.window() == 0 ? 0 : Math.max(0, seen.end[row] - spec.window());
    }
    return seen;
  }

  /** Those of a query's sequence. */
  static SeenKeys within(Sequences sequences) {
    SeenKeys seen = new SeenKeys(new int[sequences.rows()], new int[sequences.rows()]);
    for (int i = 0; i < sequences.count(); i++) {
      int start = sequences.start(i);
      for (int row = start; row < start + sequences.length(i); row++) {
        seen.first[row] = start;
        seen.end[row] = start + sequences.length(i);
      }
    }
    return seen;
  }

  /** Rows of keys that are seen at all. */
  int rows() {
    return end.length == 0 ? 0 : end[end.length - 1];
  }
}
