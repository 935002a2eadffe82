package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import java.util.ArrayList;
import java.util.List;

/** The merges of a BPE vocabulary in rank order, as pairs of spellings. */
final class MergeList {
  private final List<String> joined = new ArrayList<>();
  private final IdList cuts = new IdList();

  /** Appends a pair of spellings. */
  void add(String left, String right) {
    joined.add(left + ' ' + right);
    cuts.add(left.length());
  }

  /**
   * Appends a merge written as {@code left right}. A part may itself start with a space, so the
   * first space after the first character separates.
   *
   * @throws ModelFormatException if the line is not a pair
   */
  void addLine(String line, String source) {
    int cut = line.indexOf(' ', 1);
    if (cut < 0 || cut + 1 == line.length()) {
      throw new ModelFormatException(
          "%s: merge %d is '%s', expected two symbols with a space between"
              .formatted(source, joined.size(), line));
    }
    joined.add(line);
    cuts.add(cut);
  }

  int size() {
    return joined.size();
  }

  String left(int rank) {
    return joined.get(rank).substring(0, cuts.get(rank));
  }

  String right(int rank) {
    return joined.get(rank).substring(cuts.get(rank) + 1);
  }
}
