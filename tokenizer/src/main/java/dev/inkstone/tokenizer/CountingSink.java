package dev.inkstone.tokenizer;

/** Counts tokens; it holds no more than those of the running word. */
final class CountingSink extends TokenSink {
  private static final int TOKENS_OF_A_WORD = 32;

  private int settled;

  CountingSink() {
    super(TOKENS_OF_A_WORD);
  }

  /** Number of tokens so far. */
  int count() {
    return settled + ids.size();
  }

  @Override
  void add(int id, int end) {
    ids.add(id);
  }

  @Override
  boolean addKnown(WordCache.Word word, int to) {
    settled += word.size();
    return true;
  }

  @Override
  void remember(WordCache cache, byte[] text, int from, int to, int mark) {
    cache.put(text, from, to, ids.since(mark), null);
    settled += ids.size();
    ids.truncate(0);
  }

  @Override
  void addFound(int id, int start, int end) {
    settled++;
  }
}
