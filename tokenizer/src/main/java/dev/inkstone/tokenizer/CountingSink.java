package dev.inkstone.tokenizer;

/** Counts tokens; it holds no more than the last {@value #KEPT} of them. */
final class CountingSink extends TokenSink {
  /** Twice what a word may have that a {@link WordCache} remembers, and more. */
  static final int KEPT = 256;

  /** How many tokens came before those that are held. */
  private int dropped;

  CountingSink() {
    super(KEPT);
  }

  /** Number of tokens so far. */
  int count() {
    return size();
  }

  @Override
  int size() {
    return dropped + ids.size();
  }

  @Override
  void add(int id, int end) {
    if (ids.size() == KEPT) {
      drop(KEPT / 2);
    }
    ids.add(id);
  }

  @Override
  boolean addKnown(WordCache.Word word, int to) {
    drop(ids.size());
    dropped += word.size();
    return true;
  }

  @Override
  void truncate(int size, int end) {
    ids.truncate(Math.max(0, size - dropped));
    dropped = Math.min(dropped, size);
  }

  @Override
  void remember(WordCache cache, byte[] text, int from, int to, int mark) {
    // Words of which a part is gone are too long to be remembered.
    if (mark >= dropped) {
      cache.put(text, from, to, ids.since(mark - dropped), null);
    }
    drop(ids.size());
  }

  @Override
  void addFound(int id, int start, int end) {
    drop(ids.size());
    dropped++;
  }

  private void drop(int count) {
    ids.dropFirst(count);
    dropped += count;
  }
}
