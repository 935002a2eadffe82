package dev.inkstone.tokenizer;

/** {@code \s+$}: cuts off the white space at the end. */
final class TrailingSpaceSplitter implements Splitter {

  @Override
  public int next(byte[] text, int from, int end) {
    int at = end;
    while (at > from) {
      int start = Utf8.previous(text, at);
      if ((CharClass.at(text, start) & CharClass.SPACE) == 0) {
        break;
      }
      at = start;
    }
    return at == from ? end : at;
  }
}
