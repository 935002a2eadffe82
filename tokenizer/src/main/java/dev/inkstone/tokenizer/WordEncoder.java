package dev.inkstone.tokenizer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts text into words and sends each through the model. Immutable but for the word cache of its
 * model; safe for concurrent use.
 */
final class WordEncoder implements StretchEncoder {
  private final Words words;
  private final CachedWords model;

  /** An encoder that cuts as {@code words} says. */
  WordEncoder(Words words, WordModel model) {
    this.words = words;
    this.model = new CachedWords(model);
  }

  @Override
  public WordBorder wordBorder(char separator) {
    return WordBorder.AS_ALONE;
  }

  @Override
  public boolean asksForOrigin() {
    return words.metaspace() != null && words.metaspace().prefix() == SpacePrefix.TEXT_START;
  }

  @Override
  public void encode(AlignedText source, int start, int end, int origin, TokenSink out) {
    boolean textStart =
        asksForOrigin() && origin == 0 && start == 0 && source.sourceStart(start) == 0;
    byte[] text = Utf8.encode(source.text().substring(start, end));
    PieceCursor cursor = new PieceCursor(words.splitters(), text, text.length);
    int character = start;
    int from = 0;
    while (from < text.length) {
      int to = cursor.next(from);
      if (!words.isDropped(text, from)) {
        if (words.metaspace() == null) {
          model.encode(text, from, to, out);
        } else {
          byte[] spelled = words.metaspace().spelled(text, from, to, textStart && from == 0);
          encodeSpaced(words.metaspace(), spelled, out);
          int inserted = words.metaspace().inserted(text, from, to, spelled);
          out.endStretch(new TokenSink.Stretch(spelled, inserted, source, character, origin));
        }
      }
      character += out.tracks() ? Utf8.units(text, from, to) : 0;
      from = to;
    }
    if (words.metaspace() == null) {
      out.endStretch(new TokenSink.Stretch(text, 0, source, start, origin));
    }
  }

  private void encodeSpaced(Metaspace metaspace, byte[] spelled, TokenSink out) {
    int from = 0;
    while (from < spelled.length) {
      int to = metaspace.wordEnd(spelled, from);
      model.encode(spelled, from, to, out);
      from = to;
    }
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
  }
}
