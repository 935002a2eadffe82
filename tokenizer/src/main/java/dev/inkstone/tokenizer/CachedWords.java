package dev.inkstone.tokenizer;

/** A model of words that remembers what it made of short ones. Safe for concurrent use. */
final class CachedWords implements WordModel {
  private final WordModel model;
  private final WordCache cache = new WordCache();

  CachedWords(WordModel model) {
    this.model = model;
  }

  @Override
  public void encode(byte[] text, int from, int to, TokenSink out) {
    out.startWord(from);
    WordCache.Word known = cache.find(text, from, to);
    if (known != null && out.addKnown(known, to)) {
      return;
    }
    int mark = out.size();
    model.encode(text, from, to, out);
    out.remember(cache, text, from, to, mark);
  }
}
