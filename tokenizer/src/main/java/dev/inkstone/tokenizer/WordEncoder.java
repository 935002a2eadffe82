package dev.inkstone.tokenizer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes word by word: the text is normalized, the added tokens are taken out that are searched
 * for in normalized text, the rest is cut into words, and each goes through the model.
 *
 * <p>Immutable but for its word cache; safe for concurrent use.
 */
final class WordEncoder implements TextEncoder {
  private final Normalizer normalizer;
  private final AddedTokenMatcher addedTokens;
  private final boolean tracked;
  private final Words words;
  private final WordModel model;
  private final WordCache cache = new WordCache();

  /**
   * @param normalizer rewrites the text first
   * @param normalizedTokens the added tokens to search for afterwards, their spelling normalized
   * @param words how text is cut
   */
  WordEncoder(
      Normalizer normalizer, List<AddedToken> normalizedTokens, Words words, WordModel model) {
    this.normalizer = normalizer;
    this.addedTokens = new AddedTokenMatcher(normalizedTokens);
    this.words = words;
    this.model = model;
    // Both rules speak of places in the text as it was given.
    this.tracked =
        normalizedTokens.stream().anyMatch(AddedToken::markup) || words.asksForTextStart();
  }

  @Override
  public void encode(String segment, int start, EncodeOptions.SpecialText special, TokenSink out) {
    AlignedText source = AlignedText.of(segment, tracked || out.tracks());
    AlignedText normalized = normalizer.apply(source);
    String text = normalized.text();
    EncodeOptions.SpecialText origin =
        (from, to) ->
            special.isToken(
                start + normalized.sourceStart(from), start + normalized.sourceEnd(to - 1));
    int from = 0;
    while (from < text.length()) {
      AddedTokenMatcher.Occurrence token = addedTokens.find(text, from, origin);
      int to = token == null ? text.length() : token.start();
      if (to > from) {
        boolean textStart = tracked && start == 0 && from == 0 && normalized.sourceStart(from) == 0;
        byte[] bytes = Utf8.encode(text.substring(from, to));
        TokenSink.Stretch stretch = new TokenSink.Stretch(bytes, 0, normalized, from, start);
        encodeStretch(stretch, textStart, out);
      }
      if (token != null) {
        out.addFound(token, normalized, start);
      }
      from = token == null ? to : token.end();
    }
  }

  @Override
  public boolean endsWordsAtSpaces() {
    return words.endsAtSpaces() && !addedTokens.hasSpaceInside();
  }

  private void encodeStretch(TokenSink.Stretch stretch, boolean textStart, TokenSink out) {
    byte[] text = stretch.encoded();
    PieceCursor cursor = new PieceCursor(words.splitters(), text, text.length);
    int character = stretch.from();
    int from = 0;
    while (from < text.length) {
      int to = cursor.next(from);
      if (!words.isDropped(text, from)) {
        if (words.metaspace() == null) {
          encodeWord(text, from, to, out);
        } else {
          byte[] spelled = words.metaspace().spelled(text, from, to, textStart && from == 0);
          encodeSpaced(words.metaspace(), spelled, out);
          int inserted = words.metaspace().inserted(text, from, to, spelled);
          out.endStretch(
              new TokenSink.Stretch(
                  spelled, inserted, stretch.text(), character, stretch.origin()));
        }
      }
      character += out.tracks() ? Utf8.units(text, from, to) : 0;
      from = to;
    }
    if (words.metaspace() == null) {
      out.endStretch(stretch);
    }
  }

  private void encodeSpaced(Metaspace metaspace, byte[] spelled, TokenSink out) {
    int from = 0;
    while (from < spelled.length) {
      int to = metaspace.wordEnd(spelled, from);
      encodeWord(spelled, from, to, out);
      from = to;
    }
  }

  private void encodeWord(byte[] text, int from, int to, TokenSink out) {
    out.startWord(from);
    WordCache.Word known = cache.find(text, from, to);
    if (known != null && out.addKnown(known, to)) {
      return;
    }
    int mark = out.size();
    model.encode(text, from, to, out);
    out.remember(cache, text, from, to, mark);
  }

  /**
   * How text is cut into words.
   *
   * @param splitters one after another, each inside the pieces of the one before
   * @param dropsSpaces whether pieces of white space are left out; some splitter isolates them
   * @param metaspace how spaces are spelled in the end, or null to leave them
   */
  record Words(List<Splitter> splitters, boolean dropsSpaces, @Nullable Metaspace metaspace) {
    boolean isDropped(byte[] text, int from) {
      return dropsSpaces && (CharClass.at(text, from) & CharClass.SPACE) != 0;
    }

    boolean endsAtSpaces() {
      return PieceCursor.cutsBeforeSpaces(splitters) || (metaspace != null && metaspace.splits());
    }

    boolean asksForTextStart() {
      return metaspace != null && metaspace.prefix() == SpacePrefix.TEXT_START;
    }
  }
}
