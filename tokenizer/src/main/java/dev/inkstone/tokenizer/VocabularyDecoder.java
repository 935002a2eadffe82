package dev.inkstone.tokenizer;

/** Decodes a stream of ids through a vocabulary. Not thread-safe. */
final class VocabularyDecoder implements IdDecoder {
  private static final String SPACE = String.valueOf(SentencePieceSpelling.SPACE);

  private final Vocabulary vocabulary;
  private final FirstToken firstToken;
  private final Utf8Decoder utf8 = new Utf8Decoder();
  private boolean atStart = true;

  VocabularyDecoder(Vocabulary vocabulary, FirstToken firstToken) {
    this.vocabulary = vocabulary;
    this.firstToken = firstToken;
  }

  @Override
  public String next(int id) {
    accept(id);
    return utf8.take();
  }

  @Override
  public String flush() {
    atStart = true;
    return utf8.finish();
  }

  @Override
  public void accept(int id) {
    int from = vocabulary.start(vocabulary.checked(id));
    int to = vocabulary.start(id + 1);
    if (from == to && !(atStart && hasOnlyASpelling(id))) {
      return;
    }
    if (atStart) {
      atStart = false;
      if (vocabulary.type(id) == TokenType.UNKNOWN) {
        utf8.accept(vocabulary.pool(), from, to);
      } else {
        acceptFirst(id, from, to);
      }
    } else {
      utf8.accept(vocabulary.pool(), from, to);
    }
  }

  private void acceptFirst(int id, int from, int to) {
    byte[] bytes = vocabulary.pool();
    switch (firstToken) {
      case AS_IT_IS -> utf8.accept(bytes, from, to);
      case WITHOUT_FIRST_SPACE -> utf8.accept(bytes, bytes[from] == ' ' ? from + 1 : from, to);
      case WITHOUT_FIRST_BLOCK -> utf8.accept(bytes, startsWithBlock(id) ? from + 1 : from, to);
      case WITHOUT_LEADING_BLOCKS -> {
        int start = startsWithBlock(id) ? from + 1 : from;
        atStart = start == to;
        utf8.accept(bytes, start, to);
      }
      case WITHOUT_SPACES -> {
        if (vocabulary.type(id) == TokenType.BYTE) {
          utf8.accept(bytes, from, to);
        } else {
          acceptText(vocabulary.spelling(id).replace(SPACE, ""));
        }
      }
      case AS_SPELLED -> acceptText(vocabulary.spelling(id));
    }
  }

  private boolean startsWithBlock(int id) {
    return vocabulary.spelling(id).startsWith(SPACE);
  }

  /** Whether a token is text at the start only: the prefix of continuing pieces itself. */
  private boolean hasOnlyASpelling(int id) {
    return firstToken == FirstToken.AS_SPELLED
        && !vocabulary.type(id).isMarkup()
        && !vocabulary.spelling(id).isEmpty();
  }

  private void acceptText(String text) {
    byte[] bytes = Utf8.encode(text);
    utf8.accept(bytes, 0, bytes.length);
  }
}
