package dev.inkstone.tokenizer;

/**
 * A charsmap as Hugging Face's library applies it, component {@code Precompiled}: by user-perceived
 * character.
 *
 * <p>Of a grapheme cluster of fewer than six bytes of UTF-8 the shortest key at its start decides,
 * and its replacement stands for the whole cluster; a longer cluster, or one without a key, goes
 * character by character. That is not what SentencePiece does ({@link SentencePieceNormalizer}),
 * but it is what models in the library's format were run with.
 *
 * @param map the keys and replacements
 */
record GraphemeCharsmap(Charsmap map) implements Normalizer {
  private static final int LONGEST_WHOLE = 5;

  @Override
  public AlignedText apply(AlignedText aligned) {
    String text = aligned.text();
    Rewriting rewriting = new Rewriting(aligned);
    Graphemes graphemes = new Graphemes(text);
    int at = 0;
    while (at < text.length()) {
      int end = graphemes.end(at);
      if (!replaceWhole(text, at, end, rewriting)) {
        replaceEach(text, at, end, rewriting);
      }
      at = end;
    }
    return rewriting.finish();
  }

  @Override
  public boolean keepsApart(char separator) {
    return Normalizer.super.keepsApart(separator) && !map.reachesOver(separator);
  }

  private boolean replaceWhole(String text, int from, int to, Rewriting rewriting) {
    if (to - from > LONGEST_WHOLE || utf8Length(text, from, to) > LONGEST_WHOLE) {
      return false;
    }
    long match = map.shortest(text, from, to);
    if (match < 0) {
      return false;
    }
    rewriting.replace(from, to, map.replacement(match));
    return true;
  }

  private void replaceEach(String text, int from, int to, Rewriting rewriting) {
    int at = from;
    while (at < to) {
      int next = at + Character.charCount(text.codePointAt(at));
      long match = map.shortest(text, at, next);
      if (match >= 0) {
        rewriting.replace(at, next, map.replacement(match));
      }
      at = next;
    }
  }

  private static int utf8Length(String text, int from, int to) {
    int length = 0;
    int at = from;
    while (at < to) {
      int codePoint = text.codePointAt(at);
      length += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      at += Character.charCount(codePoint);
    }
    return length;
  }
}
