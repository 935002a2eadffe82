package dev.inkstone.tokenizer;

import java.text.Normalizer;

/** Encodes the stretches of text between added tokens. Safe for concurrent use. */
interface TextEncoder {

  /**
   * Appends the tokens of {@code segment}, which is not empty.
   *
   * @param start where the segment starts in the text
   * @param special decides which spellings of markup count, by places in the text; only for
   *     encoders that look for such tokens themselves
   */
  void encode(String segment, int start, EncodeOptions.SpecialText special, TokenSink out);

  /** What is known of the place before a {@code separator} between letters or digits. */
  WordBorder wordBorder(char separator);

  /**
   * Whether the words of a segment are the same behind an added token as behind another word; they
   * are not where a segment gets a space in front.
   */
  default boolean startsAnywhere() {
    return false;
  }

  /** Byte-level BPE, optionally over text in normalization form C. */
  record ByteLevel(ByteLevelBpe model, boolean composes) implements TextEncoder {
    private static final UnicodeForm COMPOSED = new UnicodeForm(Normalizer.Form.NFC);

    @Override
    public void encode(
        String segment, int start, EncodeOptions.SpecialText special, TokenSink out) {
      AlignedText source = AlignedText.of(segment, out.tracks());
      AlignedText normalized = composes ? COMPOSED.apply(source) : source;
      byte[] text = Utf8.encode(normalized.text());
      model.encode(text, out);
      out.endStretch(new TokenSink.Stretch(text, 0, normalized, 0, start));
    }

    /** Splitters decide by a character and the next, and NFC leaves separators alone. */
    @Override
    public WordBorder wordBorder(char separator) {
      return WordBorder.AS_ALONE;
    }

    @Override
    public boolean startsAnywhere() {
      return true;
    }
  }

  /**
   * Character BPE with a space in front.
   *
   * @param prefix where the space goes
   * @param onlyIfMissing whether text that starts with a space gets no second one
   */
  record SentencePiece(CharacterBpe model, SpacePrefix prefix, boolean onlyIfMissing)
      implements TextEncoder {
    @Override
    public void encode(
        String segment, int start, EncodeOptions.SpecialText special, TokenSink out) {
      boolean prefixed = isPrefixed(segment, start);
      byte[] text = Utf8.encode(prefixed ? " " + segment : segment);
      model.encode(text, out);
      AlignedText source = AlignedText.of(segment, out.tracks());
      out.endStretch(new TokenSink.Stretch(text, prefixed ? 1 : 0, source, 0, start));
    }

    @Override
    public WordBorder wordBorder(char separator) {
      return model.wordBorder(separator);
    }

    private boolean isPrefixed(String segment, int start) {
      boolean here =
          prefix == SpacePrefix.EVERY_SEGMENT || (prefix == SpacePrefix.TEXT_START && start == 0);
      char first = segment.charAt(0);
      return here && !(onlyIfMissing && (first == ' ' || first == SentencePieceSpelling.SPACE));
    }
  }
}
