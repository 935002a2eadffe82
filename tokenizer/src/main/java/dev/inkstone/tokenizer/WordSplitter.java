package dev.inkstone.tokenizer;

/** {@code \w+|[^\w\s]+}: runs of word characters, of white space, and of the rest. */
final class WordSplitter implements Splitter {
  private static final CodePointSet WORD = wordCharacters();

  @Override
  public int next(byte[] text, int from, int end) {
    int kind = kind(text, from);
    int at = from;
    while (at < end && kind(text, at) == kind) {
      at += Utf8.width(text[at]);
    }
    return at;
  }

  private static int kind(byte[] text, int at) {
    int codePoint = Utf8.codePoint(text, at);
    if ((CharClass.of(codePoint) & CharClass.SPACE) != 0) {
      return 0;
    }
    return WORD.contains(codePoint) ? 1 : 2;
  }

  /** Unicode's definition: alphabetic, marks, decimal digits, connectors and joiners. */
  private static CodePointSet wordCharacters() {
    CodePointSet joiners = CodePointSet.ranges(0x200C, 0x200D);
    return CodePointSet.classes(CharClass.MARK)
        .and(joiners)
        .and(CodePointSet.where(WordSplitter::isWord));
  }

  private static boolean isWord(int codePoint) {
    int type = Character.getType(codePoint);
    return Character.isAlphabetic(codePoint)
        || type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.CONNECTOR_PUNCTUATION;
  }
}
