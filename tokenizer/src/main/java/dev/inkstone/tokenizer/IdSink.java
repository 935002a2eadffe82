package dev.inkstone.tokenizer;

/** Keeps the ids alone. */
sealed class IdSink extends TokenSink permits SamplingSink {
  /** A sink for the tokens of {@code text}. */
  IdSink(String text) {
    super(likelyTokens(text));
  }

  int[] toArray() {
    return ids.toArray();
  }

  void addAll(int[] more) {
    ids.addAll(more);
  }

  @Override
  void add(int id, int end) {
    ids.add(id);
  }

  @Override
  boolean addKnown(WordCache.Word word, int to) {
    word.appendTo(ids);
    return true;
  }

  @Override
  void remember(WordCache cache, byte[] text, int from, int to, int mark) {
    cache.put(text, from, to, ids.since(mark), null);
  }

  @Override
  void addFound(int id, int start, int end) {
    ids.add(id);
  }
}
