package dev.inkstone.tokenizer;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** What a split does with the matches of its pattern. */
enum SplitBehavior {
  /** They are left out. */
  REMOVED,
  /** Each is a piece. */
  ISOLATED,
  /** Each belongs to the piece before it; of several in a row only the first. */
  MERGED_WITH_PREVIOUS,
  /** Each belongs to the piece behind it; of several in a row only the last. */
  MERGED_WITH_NEXT,
  /** Neighbours are one piece. */
  CONTIGUOUS;

  /** The behaviour of a name as files write it. */
  static Optional<SplitBehavior> named(String name) {
    for (SplitBehavior behavior : values()) {
      if (behavior.name().replace("_", "").equals(name.toUpperCase(Locale.ROOT))) {
        return Optional.of(behavior);
      }
    }
    return Optional.empty();
  }

  /**
   * Cuts a text into pieces, none of them empty.
   *
   * @param matches its matches and gaps
   * @param inverted whether gaps count as matches and matches as gaps
   */
  void cut(AlignedText text, Matches matches, boolean inverted, Consumer<AlignedText> out) {
    int from = 0;
    for (int i = 0; i < matches.size(); i++) {
      int to = matches.end(i);
      boolean removed = this == REMOVED && matches.isMatch(i) != inverted;
      if (removed) {
        from = to;
      } else if (i + 1 == matches.size() || !joins(matches, i, inverted)) {
        if (to > from) {
          out.accept(text.slice(from, to));
        }
        from = to;
      }
    }
  }

  /** Whether part {@code i} and the one behind it are one piece. */
  private boolean joins(Matches matches, int i, boolean inverted) {
    boolean match = matches.isMatch(i) != inverted;
    boolean next = matches.isMatch(i + 1) != inverted;
    return switch (this) {
      case REMOVED, ISOLATED -> false;
      case MERGED_WITH_PREVIOUS -> !match && next;
      case MERGED_WITH_NEXT -> match && !next;
      case CONTIGUOUS -> match == next;
    };
  }
}
