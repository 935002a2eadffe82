package dev.inkstone.tokenizer;

/**
 * {@code \s+$} where the dollar means the end of any line: white space up to the end of the text or
 * to the last line feed of its run, and the gaps between.
 */
final class LineEndSpaceSplitter implements Splitter {
  @Override
  public int next(byte[] text, int from, int end) {
    int at = from;
    while (at < end) {
      int start = CharClass.runWithout(text, at, end, CharClass.SPACE);
      int stop = CharClass.run(text, start, end, CharClass.SPACE);
      int match = stop == end ? end : lastLineFeed(text, start, stop);
      if (match > start) {
        return start > from ? start : match;
      }
      at = stop;
    }
    return end;
  }

  private static int lastLineFeed(byte[] text, int start, int stop) {
    int at = stop - 1;
    while (at > start && text[at] != '\n') {
      at--;
    }
    return at;
  }
}
