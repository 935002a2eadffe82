package dev.inkstone.tokenizer;

import dev.inkstone.tokenizer.numbers.IntList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the tokens of a text in the order of the text.
 *
 * <p>Text is encoded in stretches, each turned into UTF-8 first; the byte places below count from
 * the start of the running stretch. Only {@link SpanSink} keeps them, the others let them fall. Not
 * thread-safe.
 */
abstract sealed class TokenSink permits IdSink, CountingSink, SpanSink {
  private static final int CHARACTERS_PER_TOKEN = 4;

  /** The ids so far, as far as they are kept. */
  final IntList ids;

  /** A sink with room for {@code capacity} tokens. */
  TokenSink(int capacity) {
    this.ids = new IntList(capacity);
  }

  /** How many tokens {@code text} is likely to have. */
  static int likelyTokens(String text) {
    return text.length() / CHARACTERS_PER_TOKEN + 16;
  }

  /** Whether places are kept, so that normalizers have to remember where text came from. */
  boolean tracks() {
    return false;
  }

  /** Decides of every merge whether it is left out, or null to leave none out. */
  @Nullable BooleanSupplier dropout() {
    return null;
  }

  /** A word starts at byte {@code from}. */
  void startWord(int from) {}

  /**
   * Appends a token that reaches to byte {@code end}. It starts where the one before it in its word
   * ended: bytes without a token belong to the token behind them.
   */
  abstract void add(int id, int end);

  /** Makes the last token reach to byte {@code end}. */
  void extend(int end) {}

  /** Appends the tokens of a word that ends at byte {@code to}; false when too little is known. */
  abstract boolean addKnown(WordCache.Word word, int to);

  /** Number of tokens so far. */
  int size() {
    return ids.size();
  }

  /** The last one that was added. */
  final int last() {
    return ids.last();
  }

  /** Takes back all but the first {@code size}, which end at byte {@code end}. */
  void truncate(int size, int end) {
    ids.truncate(size);
  }

  /**
   * Remembers the tokens after the first {@code mark} as those of a word; the last of them reaches
   * to its end.
   */
  abstract void remember(WordCache cache, byte[] text, int from, int to, int mark);

  /** Appends a token that was found by its spelling in {@code [start, end)} of the text. */
  abstract void addFound(int id, int start, int end);

  /** Appends a token that was found in normalized text whose source starts at {@code origin}. */
  void addFound(AddedTokenMatcher.Occurrence token, AlignedText normalized, int origin) {
    addFound(token.id(), 0, 0);
  }

  /** Ends a stretch and says where its text came from. */
  void endStretch(Stretch stretch) {}

  /**
   * A part of normalized text that was encoded at once.
   *
   * @param encoded what the model saw, with at most one character that is not in the text
   * @param inserted how many bytes that character has, at the start
   * @param text the normalized text
   * @param from where in it the stretch starts
   * @param origin where in the whole text the source of the normalized text starts
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed from an encoder to a sink, kept by neither.
  record Stretch(byte[] encoded, int inserted, AlignedText text, int from, int origin) {}
}
