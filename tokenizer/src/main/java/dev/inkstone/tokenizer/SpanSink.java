package dev.inkstone.tokenizer;

import dev.inkstone.tokenizer.numbers.IntList;

/**
 * Keeps of every token its id, its word and where in the text it came from.
 *
 * <p>A token that is a part of a character has the place of the whole character, so that the places
 * of neighbours may overlap. The tokens of a word lie side by side from its start to its end,
 * whether they are found anew or remembered.
 */
final class SpanSink extends TokenSink {
  private final IntList words;

  /** Bytes of the running stretch, after {@link #endStretch} places in the text. */
  private final IntList starts;

  private final IntList ends;

  /** How many tokens have their place in the text. */
  private int placed;

  private int word = -1;
  private int cursor;

  /** A sink for the tokens of {@code text}. */
  SpanSink(String text) {
    super(likelyTokens(text));
    int likely = likelyTokens(text);
    words = new IntList(likely);
    starts = new IntList(likely);
    ends = new IntList(likely);
  }

  int[] ids() {
    return ids.toArray();
  }

  /** The number of each token's word, counted from 0. */
  int[] words() {
    return words.toArray();
  }

  /** Where each token starts in the text, in UTF-16 units. */
  int[] starts() {
    return starts.toArray();
  }

  /** Where each token ends in the text, in UTF-16 units. */
  int[] ends() {
    return ends.toArray();
  }

  @Override
  boolean tracks() {
    return true;
  }

  @Override
  void startWord(int from) {
    word++;
    cursor = from;
  }

  @Override
  void add(int id, int end) {
    append(id, cursor, end);
    cursor = end;
  }

  @Override
  void extend(int end) {
    ends.set(ends.size() - 1, end);
    cursor = end;
  }

  @Override
  boolean addKnown(WordCache.Word known, int to) {
    int from = cursor;
    if (known.size() == 1) {
      add(known.id(0), to);
      return true;
    }
    if (!known.hasEnds()) {
      return false;
    }
    for (int i = 0; i < known.size(); i++) {
      add(known.id(i), from + known.end(i));
    }
    return true;
  }

  @Override
  void truncate(int size, int end) {
    super.truncate(size, end);
    words.truncate(size);
    starts.truncate(size);
    ends.truncate(size);
    cursor = end;
  }

  @Override
  void remember(WordCache cache, byte[] text, int from, int to, int mark) {
    if (ids.size() > mark) {
      extend(to);
    }
    int[] relative = ends.since(mark);
    for (int i = 0; i < relative.length; i++) {
      relative[i] -= from;
    }
    cache.put(text, from, to, ids.since(mark), relative);
  }

  @Override
  void addFound(int id, int start, int end) {
    word++;
    append(id, start, end);
    placed = ids.size();
  }

  @Override
  void addFound(AddedTokenMatcher.Occurrence token, AlignedText normalized, int origin) {
    addFound(
        token.id(),
        origin + normalized.sourceStart(token.start()),
        origin + normalized.sourceEnd(token.end() - 1));
  }

  @Override
  void endStretch(Stretch stretch) {
    StretchCursor at = new StretchCursor(stretch);
    for (int i = placed; i < ids.size(); i++) {
      int start = starts.get(i);
      int end = Math.max(start + 1, ends.get(i));
      starts.set(i, at.sourceStart(start));
      ends.set(i, at.sourceEnd(end - 1));
    }
    placed = ids.size();
  }

  private void append(int id, int start, int end) {
    ids.add(id);
    words.add(word);
    starts.add(start);
    ends.add(end);
  }

  /** Walks over the characters of a stretch, never backwards. */
  private static final class StretchCursor {
    private final Stretch stretch;

    /** The character around the last byte asked for: where it starts in the normalized text. */
    private int character;

    /** Where its bytes end. */
    private int byteEnd;

    StretchCursor(Stretch stretch) {
      this.stretch = stretch;
      this.character = stretch.from();
      // What was inserted counts as part of the first character.
      this.byteEnd = stretch.inserted() + Utf8.width(stretch.encoded()[stretch.inserted()]);
    }

    int sourceStart(int at) {
      advance(at);
      return stretch.origin() + stretch.text().sourceStart(character);
    }

    int sourceEnd(int at) {
      advance(at);
      return stretch.origin() + stretch.text().sourceEnd(character);
    }

    private void advance(int at) {
      String text = stretch.text().text();
      while (byteEnd <= at) {
        character += Character.charCount(text.codePointAt(character));
        byteEnd += Utf8.width(stretch.encoded()[byteEnd]);
      }
    }
  }
}
