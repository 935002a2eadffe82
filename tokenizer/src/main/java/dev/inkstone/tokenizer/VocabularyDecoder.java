package dev.inkstone.tokenizer;

/** Decodes a stream of ids through a vocabulary. Not thread-safe. */
final class VocabularyDecoder implements StreamingDecoder {
  private final Vocabulary vocabulary;
  private final boolean dropsFirstSpace;
  private final Utf8Decoder utf8 = new Utf8Decoder();
  private boolean atStart = true;

  /**
   * @param dropsFirstSpace whether a space that starts the text is the one encoding put there
   */
  VocabularyDecoder(Vocabulary vocabulary, boolean dropsFirstSpace) {
    this.vocabulary = vocabulary;
    this.dropsFirstSpace = dropsFirstSpace;
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

  /** Takes an id without asking for the text. */
  void accept(int id) {
    int from = vocabulary.start(vocabulary.checked(id));
    int to = vocabulary.start(id + 1);
    if (from == to) {
      return;
    }
    byte[] bytes = vocabulary.pool();
    boolean skip = atStart && dropsFirstSpace && bytes[from] == ' ';
    utf8.accept(bytes, skip ? from + 1 : from, to);
    atStart = false;
  }
}
