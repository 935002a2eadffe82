package dev.inkstone.tokenizer;

import java.util.ArrayList;
import java.util.List;

/** Cuts sequences as a {@link Truncation} says, into windows that share tokens. */
final class TokenWindows {
  private final Truncation truncation;

  /** Tokens that a window has room for, special tokens not counted. */
  private final int room;

  /**
   * @param added number of special tokens that every window gets
   */
  TokenWindows(Truncation truncation, int added) {
    this.truncation = truncation;
    this.room = truncation.maxLength() - added;
    if (room < 0) {
      throw new IllegalStateException(
          "a maxLength of %d has no room for the %d special tokens"
              .formatted(truncation.maxLength(), added));
    }
  }

  /** The windows over one sequence; the first is what is left of it. */
  List<SequenceTokens> of(SequenceTokens only) {
    if (truncation.strategy() == Truncation.Strategy.ONLY_SECOND && only.size() > room) {
      throw new IllegalStateException(
          "truncation of the second text only, but there is one text, with %d tokens for %d places"
              .formatted(only.size(), room));
    }
    return windows(only, room);
  }

  /** The windows over two sequences. */
  Pair of(SequenceTokens first, SequenceTokens second) {
    int firstRoom = first.size();
    int secondRoom = second.size();
    int surplus = firstRoom + secondRoom - room;
    if (surplus > 0) {
      switch (truncation.strategy()) {
        case ONLY_FIRST -> firstRoom = shortened(firstRoom, surplus, "first");
        case ONLY_SECOND -> secondRoom = shortened(secondRoom, surplus, "second");
        case LONGEST_FIRST -> {
          int shorter = Math.min(firstRoom, secondRoom);
          // The longer one gives until both are equal; then they share, the longer one rounded up.
          int longer = Math.max(shorter, room - shorter);
          if (shorter + longer > room) {
            shorter = room / 2;
            longer = room - shorter;
          }
          boolean firstIsLonger = firstRoom > secondRoom;
          firstRoom = firstIsLonger ? longer : shorter;
          secondRoom = firstIsLonger ? shorter : longer;
        }
      }
    }
    return new Pair(windows(first, firstRoom), windows(second, secondRoom));
  }

  private int shortened(int length, int surplus, String name) {
    if (length <= surplus) {
      throw new IllegalStateException(
          "truncation of the %s text only: it has %d tokens, but %d are too many"
              .formatted(name, length, surplus));
    }
    return length - surplus;
  }

  private List<SequenceTokens> windows(SequenceTokens tokens, int length) {
    if (tokens.size() <= length) {
      return List.of(tokens);
    }
    if (length == 0) {
      return List.of(tokens.slice(0, 0), tokens);
    }
    int step = length - truncation.stride();
    if (step <= 0) {
      throw new IllegalStateException(
          "stride is %d, but a window has room for only %d tokens of this text"
              .formatted(truncation.stride(), length));
    }
    List<SequenceTokens> windows = new ArrayList<>();
    for (int done = 0; done < tokens.size(); done += step) {
      boolean last = done + length >= tokens.size();
      int reach = Math.min(done + length, tokens.size());
      windows.add(
          truncation.side() == Side.RIGHT
              ? tokens.slice(done, reach)
              : tokens.slice(tokens.size() - reach, tokens.size() - done));
      if (last) {
        break;
      }
    }
    return windows;
  }

  /** The windows over each of two texts. */
  record Pair(List<SequenceTokens> first, List<SequenceTokens> second) {}
}
