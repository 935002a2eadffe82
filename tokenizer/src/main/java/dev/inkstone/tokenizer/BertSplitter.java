package dev.inkstone.tokenizer;

/** BERT's words: white space, one punctuation mark, or a run of anything else. */
final class BertSplitter implements Splitter {
  @Override
  public int next(byte[] text, int from, int end) {
    if ((CharClass.at(text, from) & CharClass.SPACE) != 0) {
      return CharClass.run(text, from, end, CharClass.SPACE);
    }
    int at = from + Utf8.width(text[from]);
    if (isPunctuation(text, from)) {
      return at;
    }
    while (at < end
        && (CharClass.at(text, at) & CharClass.SPACE) == 0
        && !isPunctuation(text, at)) {
      at += Utf8.width(text[at]);
    }
    return at;
  }

  private static boolean isPunctuation(byte[] text, int at) {
    return Unicode8.PUNCTUATION.containsAt(text, at);
  }
}
