package dev.inkstone.tokenizer;

/** Keeps the ids alone. */
sealed class IdSink extends TokenSink permits SamplingSink {
  static final int CHARACTERS_PER_TOKEN = 4;

  private final IdList ids;

  /** A sink for the tokens of {@code text}. */
  IdSink(String text) {
    this.ids = new IdList(text.length() / CHARACTERS_PER_TOKEN + 16);
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
  int size() {
    return ids.size();
  }

  @Override
  int last() {
    return ids.last();
  }

  @Override
  void truncate(int size, int end) {
    ids.truncate(size);
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
