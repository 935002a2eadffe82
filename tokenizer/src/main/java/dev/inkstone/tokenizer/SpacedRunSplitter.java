package dev.inkstone.tokenizer;

/** {@code \s?[set]+}: runs of a set with the white space character before them, and the gaps. */
final class SpacedRunSplitter implements Splitter {
  private final CodePointSet set;

  SpacedRunSplitter(CodePointSet set) {
    this.set = set;
  }

  @Override
  public int next(byte[] text, int from, int end) {
    if (startsAt(text, from, end)) {
      return set.run(text, from + Utf8.width(text[from]), end);
    }
    int at = from;
    do {
      at += Utf8.width(text[at]);
    } while (at < end && !startsAt(text, at, end));
    return at;
  }

  private boolean startsAt(byte[] text, int at, int end) {
    if (set.containsAt(text, at)) {
      return true;
    }
    int next = at + Utf8.width(text[at]);
    return next < end
        && (CharClass.at(text, at) & CharClass.SPACE) != 0
        && set.containsAt(text, next);
  }
}
